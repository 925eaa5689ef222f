"""XML parts as trees: parsed without entities or network, found by name in both families of OOXML namespaces."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

TRANSITIONAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAINS = (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
RELATIONSHIPS = (RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships")


class Malformed(ValueError):
    """A part that is no sound XML, or brings a document type with it, which no spreadsheet does."""


def parsed(data: bytes) -> etree._Element:
    """The root element, whatever encoding or byte order mark the part has; Malformed where it is no sound XML.

    >>> parsed("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16")).tag
    'a'
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, strip_cdata=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(str(error)) from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("document type")
    return root


def written(root: etree._Element) -> bytes:
    """The part as UTF-8 with the declaration that Excel writes."""
    body = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n' + body


def local(element: etree._Element) -> str:
    """The element's name without its namespace; blank for a comment.

    >>> local(parsed(b'<x:row xmlns:x="u"/>'))
    'row'
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: etree._Element) -> str:
    """The element's namespace; blank where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def under(element: etree._Element, *path: str) -> Iterator[etree._Element]:
    """The elements at the end of a path of local names, whatever their namespace.

    >>> [found.get("r") for found in under(parsed(b'<s><d><row r="1"/><row r="2"/></d></s>'), "d", "row")]
    ['1', '2']
    """
    first, *rest = path
    for child in element:
        if local(child) == first:
            if rest:
                yield from under(child, *rest)
            else:
                yield child


def first(element: etree._Element, *path: str) -> etree._Element | None:
    """The first element at the end of a path of local names, None where there is none."""
    return next(under(element, *path), None)


def everywhere(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Every element of these local names at any depth, in document order."""
    return (found for found in element.iter() if local(found) in names)


def relation(element: etree._Element, attribute: str = "id") -> str | None:
    """The relationship id an element refers to, in either family of namespaces."""
    for family in RELATIONSHIPS:
        if (value := element.get(f"{{{family}}}{attribute}")) is not None:
            return value
    return None


def child(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    """A new last child in its parent's namespace and prefix."""
    space = namespace(parent)
    made = etree.SubElement(parent, f"{{{space}}}{name}" if space else name)
    for key, value in attributes.items():
        made.set(key, value)
    return made


def placed(parent: etree._Element, name: str, later: Collection[str]) -> etree._Element:
    """The first child of that name; a new one before those that must come `later` where there is none.

    >>> written(placed(parsed(b"<w><sheets/><calcPr/></w>"), "definedNames", ["calcPr"]).getparent())[57:]
    b'<w><sheets/><definedNames/><calcPr/></w>'
    """
    found = first(parent, name)
    if found is not None:
        return found
    made = child(parent, name)
    following = next((sibling for sibling in parent if local(sibling) in later), None)
    if following is not None:
        following.addprevious(made)
    return made
