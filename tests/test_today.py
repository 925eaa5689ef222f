"""The today list gathers what every area has due, worst first, for each person and whom she stands in for."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from demo_runs import decided
from demo_tables import frames
from report_values import tables

from addin.core.absences import stand_ins
from addin.words import LANGUAGES, Words
from workbook_templates.demo.keydate import AS_OF


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_that_has_something_due_is_on_the_list(language: str) -> None:
    (found,) = decided("today", language=language).reports
    kinds = {line.values[2] for line in tables(found)[0].lines}
    expected = {"de": {"Leistung", "Material", "Zahlen fehlen", "Aufgabe"}, "en": {"Promise", "Material", "Task"}}
    assert expected[language] <= kinds


def test_x08_the_ad_in_the_wrong_issue_and_x13_the_short_banner_are_among_the_worst() -> None:
    (found,) = decided("today").reports
    worst = [str(row.values[4]) for row in tables(found)[0].lines if row.severity == "critical"]
    assert any("4/2027" in text and "5/2027" in text for text in worst)
    assert any("91" in text and "18" in text for text in worst)


def test_x15_the_brochure_that_a_show_empties_is_to_be_ordered() -> None:
    (found,) = decided("today").reports
    material = [str(line.values[4]) for line in tables(found)[0].lines if line.values[2] == "Material"]
    assert len(material) >= decided("stock-check").counts["order_now"] > 0
    assert any("Broschüre Nordlicht Verpacken" in text for text in material)


def test_while_a_colleague_is_away_the_stand_in_sees_what_is_due_for_both() -> None:
    assert stand_ins(frames()["staff"], AS_OF) == {"M-0008": "M-0007"}
    alone = {row.values[5] for row in tables(decided("today", rep="M-0007").reports[0])[0].lines}
    assert alone == {"Katharina Weiß", "Katharina Weiß (für Stanisław Zieliński)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prospect_whose_rep_has_not_answered_is_due_and_then_urgent(language: str) -> None:
    handovers = frames(language)["handovers"].copy()
    (waiting,) = handovers.index[handovers["outcome"].isna() & handovers["answered_on"].isna()]
    told = {}
    for handed in (date(2027, 2, 12), date(2027, 2, 5), date(2027, 1, 4)):
        handovers.loc[waiting, "handed_on"] = pd.Timestamp(handed)
        (found,) = decided("today", {"handovers": handovers}, language).reports
        kind = Words.of(language).text("reports.today.kinds.lead")
        told[handed] = [
            (line.severity, line.values[5]) for line in tables(found)[0].lines if line.values[2] == kind
        ]
    rep = dict(frames(language)["staff"][["staff_id", "name"]].to_numpy())[handovers.at[waiting, "rep"]]
    assert list(told.values()) == [[], [("warning", rep)], [("critical", rep)]]
