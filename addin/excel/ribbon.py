"""The ribbon as Excel reads it: one tab, whose words Excel asks for in its own language."""

from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from addin.excel.controls import Control, tab

Version = Literal[2006, 2009]

_NAMESPACES: dict[Version, str] = {
    2006: "http://schemas.microsoft.com/office/2006/01/customui",
    2009: "http://schemas.microsoft.com/office/2009/07/customui",
}
TAB, TAB_KEYTIP = "teeup_tab", "TU"

_ELEMENTS = {"button": "button", "toggle": "toggleButton", "menu": "menu", "reps": "dynamicMenu"}
_WORDS = {"getLabel": "TeeupLabel", "getScreentip": "TeeupScreentip", "getSupertip": "TeeupSupertip"}
_ACTIONS = {
    "button": {"onAction": "TeeupClick"},
    "toggle": {"onAction": "TeeupToggle", "getPressed": "TeeupPressed"},
    "menu": {},
    "reps": {"getContent": "TeeupMenu", "invalidateContentOnDrop": "true"},
}


def ribbon_xml(version: Version) -> bytes:
    """The tab for Excel from 2010 on (2009) or for the one before (2006)."""
    root = Element("customUI", {"xmlns": _NAMESPACES[version], "onLoad": "TeeupOnLoad"})
    tabs = SubElement(SubElement(root, "ribbon"), "tabs")
    ours = SubElement(tabs, "tab", {"id": TAB, "getLabel": "TeeupLabel", "keytip": TAB_KEYTIP})
    for group in tab():
        shrinks = {"autoScale": "true"} if version == 2009 else {}
        element = SubElement(ours, "group", {"id": group.id, "getLabel": "TeeupLabel", **shrinks})
        for control in group.controls:
            _add(element, control)
    indent(root)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add(group: Element, control: Control) -> None:
    place = {"keytip": control.keytip, "size": "large" if control.large else "normal"}
    if control.kind == "split":
        split = SubElement(
            group, "splitButton", {"id": f"{control.id}_split", "tag": control.tag, **place, **_guard(control)}
        )
        _element(split, control, "button")
        choices = SubElement(split, "menu", {"id": f"{control.id}_menu", "tag": control.tag, **_WORDS})
    else:
        choices = _element(group, control, control.kind, place)
    for item in control.items:
        _element(choices, item, item.kind, {"keytip": item.keytip})


def _element(parent: Element, control: Control, kind: str, place: dict[str, str] | None = None) -> Element:
    icon = {"imageMso": control.icon} if control.icon else {}
    named = {"id": control.id, "tag": control.tag, **(place or {}), **icon}
    return SubElement(parent, _ELEMENTS[kind], {**named, **_WORDS, **_ACTIONS[kind], **_guard(control)})


def _guard(control: Control) -> dict[str, str]:
    return {"getEnabled": "TeeupEnabled"} if control.guarded else {}
