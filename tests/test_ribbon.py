"""The tab in Excel: valid for Office, complete, and reachable by hand and by keyboard in both languages."""

import re
from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import get_args

import pytest
from lxml import etree

import macros
from addin.commands.button import Command, Group, Option
from addin.commands.register import COMMANDS
from addin.excel.controls import KEYS, OWN_GROUP, Control, controls, menu, tab
from addin.excel.requests import WITHOUT_MASTER, options_of, request_of
from addin.excel.ribbon import Version, ribbon_xml
from addin.excel.ribbon_words import group_label, ribbon_texts, shown
from addin.words import LANGUAGES, Words

SCHEMAS: dict[Version, str] = {2006: "customUI.xsd", 2009: "customUI14.xsd"}
# Pictures that Office has had since 2010
ICONS = set(
    "HighImportance NewAlert ConditionalFormattingHighlightDateOccuring ViewAppointmentInCalendar NewAppointment "
    "ReviewTrackChanges AcceptInvitation TableInsertExcel FilePrepareMenu SignatureLineInsert "
    "DatabaseCopyDatabaseFile TableDesign RecurrenceEdit RefreshAll AddressBook NewContact "
    "DistributionListSelectMembers ImportExcel GetExternalDataFromText RemoveDuplicates CheckNames DataValidation "
    "MailMergeResultsPreview FilePrintPreview MailMergeMergeToEMail FileSendAsAttachment MailMergeStartLetters "
    "MailMergeFinishAndMergeMenu MailMergeStartLabels LabelsDialog EnvelopesAndLabelsDialog CreateReport "
    "PivotTableReport PrintTitles ChartTypeColumnInsertGallery ChartInsert MailDelete DeclineInvitation "
    "HyperlinksVerify HyperlinkInsert EditLinks ApplicationOptionsDialog PropertySheet Help Info MacroPlay "
    "Undo".split()
)
ONLY_IN_EXCEL = {"open", "master", "rehearse"}
IN_THE_TAB = [control for group in tab() for control in group.controls]
ALL = list(controls())


def names(control: Control) -> str:
    return control.tag


def elements(version: Version = 2009) -> list[etree._Element]:
    return list(etree.fromstring(ribbon_xml(version)).iter())


@pytest.mark.parametrize("version", SCHEMAS)
def test_microsoft_s_schema_finds_nothing(version: Version, realdata: Path) -> None:
    schema = etree.XMLSchema(etree.parse(realdata / "ribbon" / SCHEMAS[version]))
    assert schema.validate(etree.fromstring(ribbon_xml(version))), schema.error_log


def test_the_older_ribbon_differs_only_in_what_it_cannot_know() -> None:
    older = ribbon_xml(2006).replace(b"2006/01", b"2009/07")
    assert older == ribbon_xml(2009).replace(b' autoScale="true"', b"")


def test_every_command_is_reached_by_exactly_one_control_of_the_tab() -> None:
    reached = Counter(control.tag for control in IN_THE_TAB)
    assert {command: reached[command] for command in COMMANDS} == dict.fromkeys(COMMANDS, 1)


def test_a_command_stands_in_the_group_it_names_and_groups_in_their_order() -> None:
    found = {control.tag: group.name for group in tab() for control in group.controls}
    assert {command.name: command.group for command in COMMANDS.values()}.items() <= found.items()
    order = [*get_args(Group), OWN_GROUP]
    assert [group.name for group in tab()] == [name for name in order if name in found.values()]


@pytest.mark.parametrize("group", tab(), ids=lambda group: group.name)
def test_a_group_is_small_and_begins_with_one_or_two_large_buttons(group) -> None:
    large = [control.large for control in group.controls]
    assert len(large) <= 10
    assert sum(large) in (1, 2)
    assert large == sorted(large, reverse=True)


def test_ids_are_unique_and_plain() -> None:
    ids = [element.get("id") for element in elements() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in ids)


def test_icons_are_office_s_own() -> None:
    assert {control.icon for control in IN_THE_TAB} <= ICONS
    assert all(control.icon for control in IN_THE_TAB)


def test_no_keytip_begins_another() -> None:
    keytips = [control.keytip for control in IN_THE_TAB]
    assert all(re.fullmatch("[A-Z0-9]{1,3}", keytip) for keytip in keytips)
    assert not [pair for pair in permutations(keytips, 2) if pair[0].startswith(pair[1])]


@pytest.mark.parametrize("control", [c for c in IN_THE_TAB if c.items], ids=names)
def test_every_item_of_a_menu_has_a_key_of_its_own(control: Control) -> None:
    assert [item.keytip for item in control.items] == list(KEYS[: len(control.items)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("control", ALL, ids=names)
def test_every_control_says_what_it_is_and_does(control: Control, language: str) -> None:
    seen = shown(control, Words.of(language))
    assert 0 < len(seen.label) <= 45
    assert "\n" not in seen.label
    assert 0 < len(seen.screentip) <= 100
    assert 20 < len(seen.supertip) <= 1024
    texts = ribbon_texts(Words.of(language))
    assert [texts[f"{control.tag}.{part}"] for part in ("label", "screentip", "supertip")] == [
        *vars(seen).values()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tab_and_its_groups_are_named(language: str) -> None:
    words = Words.of(language)
    assert ribbon_texts(words)["tab"] in ("Vertriebskoordination", "Sales coordination")
    assert all(ribbon_texts(words)[f"groups.{group.name}"] == group_label(group.name, words) for group in tab())


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_name_only_what_is_there(language: str) -> None:
    words = Words.of(language)
    tags = {control.tag for control in ALL}
    assert words.tree("ribbon.controls").keys() <= tags
    assert words.tree("ribbon.counted").keys() <= COMMANDS.keys()
    chosen = {part.split("=")[0] for tag in tags for part in tag.split(";")[1:]}
    assert words.tree("ribbon.menus").keys() <= chosen
    asked = {name: {o.name for o in c.options if o.asked} for name, c in COMMANDS.items()}
    prompts = {name: set(texts) for name, texts in words.tree("ribbon.prompts").items()}
    assert prompts == {name: options for name, options in asked.items() if options} | {
        "new": {"book"},
        "demo": {"book"},
    }


@pytest.mark.parametrize("control", [c for c in ALL if c.command not in ONLY_IN_EXCEL], ids=names)
def test_what_a_control_asks_for_is_understood_by_python(control: Control) -> None:
    """But for what a dialog has yet to ask: any file will do."""
    chosen = dict(part.split("=") for part in control.tag.split(";")[1:])
    known = WITHOUT_MASTER.get(control.command) or getattr(COMMANDS.get(control.command), "options", ())
    chosen |= {option.name: "C:/list.csv" for option in known if option.is_path}
    note = {"command": control.command, "language": "de"} | {f"option.{key}": text for key, text in chosen.items()}
    options = options_of(request_of("a" * 8, note))
    assert {key for key, text in chosen.items() if text} <= {
        key for key, value in options.items() if value is not None
    }


def arguments(element: etree._Element, attribute: str) -> str:
    """What Office hands to a callback."""
    pressed = ", pressed As Boolean" if element.tag.endswith("toggleButton") else ""
    known = {"onLoad": "loaded As IRibbonUI", "onAction": f"control As IRibbonControl{pressed}"}
    return known.get(attribute, "control As IRibbonControl, ByRef returnedVal")


def test_every_callback_is_a_macro_of_the_signature_that_office_wants() -> None:
    source = "\n".join(macros.text(f"{name}.bas") for name in macros.modules())
    for element in elements():
        for attribute, name in element.attrib.items():
            if attribute.startswith(("get", "on")):
                assert f"Public Sub {name}({arguments(element, attribute)})\n" in source


def a_command(*options: Option) -> Command:
    return Command("stock", "material", (), "x:y", options, icon="Help", keytip="M")


STEP = Option("step", "choice", ("show", "read"), "show")
PERIOD = Option("period", "choice", ("month", "quarter"), "quarter")


@pytest.mark.parametrize(
    ("options", "tags"),
    [
        ((), []),
        ((Option("name"), Option("day", "date")), []),
        ((PERIOD,), ["stock;period=quarter", "stock;period=month"]),
        ((Option("dates", "choice", ("a", "b")),), ["stock;dates=a", "stock;dates=b"]),
        ((Option("kind", "choice", tuple("abcdefghijklmnopqrstu")),), []),
        ((Option("days", "integer", default=60, offers=(30, 60)),), ["stock;days=60", "stock;days=30"]),
        ((Option("release", "flag"),), ["stock;release=yes"]),
        ((Option("rep", listed=True),), ["stock;rep="]),
        ((PERIOD, Option("rep", listed=True)), ["stock;period=quarter;rep=", "stock;period=month;rep="]),
        (
            (STEP, Option("dates", "choice", ("a", "b"), only_with="step=read")),
            ["stock;step=show", "stock;step=read", "stock;step=read;dates=a", "stock;step=read;dates=b"],
        ),
        (
            (PERIOD, Option("all", "flag")),
            [
                "stock;period=quarter",
                "stock;period=quarter;all=yes",
                "stock;period=month",
                "stock;period=month;all=yes",
            ],
        ),
    ],
)
def test_a_menu_offers_every_way_the_default_first(options: tuple[Option, ...], tags: list[str]) -> None:
    assert [item.tag for item in menu(a_command(*options))] == tags


def test_numbers_on_offer_share_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Words("de")
    monkeypatch.setitem(words.tree("ribbon.menus"), "days", "in {n} Tagen")
    monkeypatch.setitem(words.tree("commands"), "stock", {"title": "Bestand", "supertip": "Prüft."})
    assert shown(Control("stock;days=60"), words).label == "in 60 Tagen"
    assert shown(Control("stock;days=60"), words).screentip == "Bestand: in 60 Tagen"
