"""Which companies may be one (R-30): proposals with reasons, on real lists and planted traps."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from demo_tables import rows_of
from hypothesis import example, given
from hypothesis import strategies as st

from addin.core.alike import alike
from addin.core.company_names import company_name, key_similarity, similarity
from addin.core.duplicates import Firm, Limits, Verdict, verdict
from addin.core.matches import best, matches, twins

LIMITS = Limits()
WORDS = st.sampled_from("pumpen pumpe gmuender muender wirth worth sohn soehne kaelte kalte group nord x1".split())
KEYS = st.lists(WORDS, min_size=1, max_size=4).map(lambda words: " ".join(sorted(words)))


def said(one: Firm, other: Firm, *, chain: bool = False) -> Verdict:
    return verdict(one, other, key_similarity(one.key, other.key), LIMITS, chain=chain)


# --- two lists without comparing each with each


@example(["pumpen", "x1"], ["x1"])
@given(st.lists(KEYS, max_size=12), st.lists(KEYS, max_size=12))
def test_every_pair_above_the_merging_bound_is_found_and_none_is_made_up(
    left: list[str], right: list[str]
) -> None:
    found = alike(left, right, 0.85)
    pairs = {(a, b): s for a, b, s in zip(*(part.tolist() for part in found), strict=True)}
    truth = {(a, b): key_similarity(one, two) for a, one in enumerate(left) for b, two in enumerate(right)}
    assert all(truth[pair] == pytest.approx(score) for pair, score in pairs.items())
    assert {pair for pair, score in truth.items() if score >= 0.97} <= pairs.keys()


def test_names_that_differ_in_letters_or_order_meet() -> None:
    left = ["gmuender pumpen", "aal", "nord sohn wirth"]
    assert alike(left, ["gmuender pumpe", "aal", "nord wirth"], 0.85).right.tolist() == [0, 1, 2]


def test_lists_without_names_have_no_pairs() -> None:
    assert not list(matches([], [Firm.of("Hansen")], LIMITS))
    assert not list(matches([Firm.of("!!!"), Firm.of("")], [Firm.of("?"), Firm.of(None)], LIMITS))


# --- the rule, case by case


def test_the_same_number_is_the_same_company_whatever_it_is_called() -> None:
    vat = (Firm.of("Panasas", "US", vat_id="DE 123"), Firm.of("VDURA", "DE", vat_id="de123"))
    number = (Firm.of("Panasas", customer_no="4711"), Firm.of("VDURA", customer_no="4711 "))
    assert [said(*vat).decision, said(*number).decision] == ["merge", "merge"]
    assert said(*vat).reasons[0] == "vat_id"


def test_a_name_alone_is_enough_in_one_country_and_for_a_look_where_no_country_is_known() -> None:
    assert said(Firm.of("Kitware", "US"), Firm.of("Kitware Inc.", "US")).decision == "merge"
    unknown = said(Firm.of("Kitware", "US"), Firm.of("Kitware Inc."))
    assert (unknown.decision, unknown.reasons) == ("review", ("same_name", "other_form", "country_unknown"))


def test_both_bounds_belong_to_what_lies_above_them() -> None:
    pair = Firm.of("Kitware Lyon", "FR"), Firm.of("Kitware Europe Lyon", "FR")
    at = {score: verdict(*pair, score, LIMITS).decision for score in (0.97, 0.9699, 0.85, 0.8499)}
    assert list(at.values()) == ["merge", "review", "review", "new"]


def test_a_domain_with_another_name_makes_sisters_and_a_free_mailbox_nothing() -> None:
    sisters = [
        Firm.of(name, "DE", addresses=["https://airbus.example"]) for name in ("Airbus Defence", "Helicopters")
    ]
    strangers = [Firm.of(name, "DE", addresses=[f"{name}@gmx.de"]) for name in ("Hansen", "Petersen")]
    assert said(*sisters).decision == "related"
    assert said(*strangers).decision == "new"


def test_a_second_signal_makes_a_name_that_is_alike_the_same() -> None:
    names = ("Hansen Druckerei", "Hanssen Druckerey")
    assert said(*(Firm.of(name, "DE") for name in names)).decision == "review"
    for facts in (
        {"phone": "030 23125017"},
        {"addresses": ["hansen.example"]},
        {"street": "Markt 1", "zip_code": "10115"},
    ):
        assert said(*(Firm.of(name, "DE", **facts) for name in names)).decision == "merge"


def test_a_number_that_two_names_share_is_for_a_person_to_judge() -> None:
    assert (
        said(*(Firm.of(name, "DE", phone="030 23125017") for name in ("Hansen", "Petersen"))).decision == "review"
    )


def test_in_another_house_a_chain_or_a_part_of_a_name_proves_nothing() -> None:
    part = Firm.of("Nord Kälte", "DE", street="Markt 1"), Firm.of("Nord Kälte Lübeck", "DE", street="Hafen 7")
    chain = Firm.of("Nord Kälte", "DE", street="Markt 1"), Firm.of("Nord Kälte", "DE", street="Hafen 7")
    assert said(*part).decision == "review"
    assert said(*chain, chain=True).decision == "review"
    assert said(*chain).decision == "merge"


def test_a_name_at_three_houses_is_a_chain() -> None:
    firms = [Firm.of("Nord Kälte", "DE", street=f"Markt {number}") for number in (1, 2, 3)]
    assert {match.verdict.decision for match in twins(firms, LIMITS)} == {"review"}
    assert {match.verdict.decision for match in twins(firms[:2], LIMITS)} == {"merge"}


def test_of_several_matches_the_surest_is_the_best_and_then_the_first() -> None:
    known = [
        Firm.of("Nord Kaelte", "CH"),
        Firm.of("Nord Kältetechnik", "DE"),
        Firm.of("Nord Kälte", "DE"),
        Firm.of("Nord Kälte", "DE"),
    ]
    found = best(matches([Firm.of("Nord Kälte GmbH", "DE")], known, LIMITS))
    assert (found[0].right, found[0].verdict.decision) == (2, "merge")


# --- planted and real


@pytest.mark.parametrize("language", ["de", "en"])
def test_x19_pairs_that_look_alike_are_told_apart(language: str) -> None:
    companies = {row["company_id"]: row for row in rows_of("companies", language)}
    pairs = {("F-0163", "F-0164"): "merge", ("F-0165", "F-0166"): "related", ("F-0167", "F-0168"): "new"}
    for ids, decision in pairs.items():
        one, other = (_firm(companies[row_id]) for row_id in ids)
        assert said(one, other).decision == decision


def _firm(row: dict[str, str]) -> Firm:
    return Firm.of(
        row["name"],
        row["country"],
        addresses=[row["website"]],
        phone=row["phone"],
        street=row["street"],
        zip_code=row["zip"],
        vat_id=row.get("vat_id"),
    )


def test_pairs_of_the_real_fairs_that_must_not_merge_do_not() -> None:
    assert said(Firm.of("Blue valley", "EG"), Firm.of("Blue Valley", "GE")).decision == "new"
    assert said(Firm.of("KÖLLA AG", "CH"), Firm.of("KÖLLA GmbH & Co,KG", "DE")).decision == "related"


@pytest.fixture(scope="module")
def organisations(realdata: Path) -> list[dict[str, str]]:
    path = realdata / "companies" / "organisations_true_ids.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_proposals_on_real_organisations_are_right_and_nearly_complete(
    organisations: list[dict[str, str]],
) -> None:
    firms = [
        Firm.of(row["Site name"], "US", phone=row["Phone"], street=row["Address"], zip_code=row["Zip"])
        for row in organisations
    ]
    same = [row["True Id"] for row in organisations]
    proposed = [match for match in twins(firms, LIMITS) if match.verdict.decision == "merge"]
    right = sum(same[match.left] == same[match.right] for match in proposed)
    assert right / len(proposed) >= 0.95
    assert right / sum(count * (count - 1) // 2 for count in Counter(same).values()) >= 0.80


def test_similarity_is_what_the_pairs_say(organisations: list[dict[str, str]]) -> None:
    names = [company_name(row["Site name"]) for row in organisations[:400]]
    keys = [name.sorted_key for name in names]
    for left, right, score in zip(*(part.tolist() for part in alike(keys, keys, 0.85)), strict=True):
        assert similarity(organisations[left]["Site name"], organisations[right]["Site name"]) == pytest.approx(
            score
        )
