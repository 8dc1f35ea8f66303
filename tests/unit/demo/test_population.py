"""The invented city has exactly the planned shape, follows from its seed, and moves with the date."""

from __future__ import annotations

from datetime import date, timedelta

from stdnum.cn import ric, uscc

from anxin.demo.agencies import organisation_check
from anxin.demo.plan import (
    CARDS_ARRIVE,
    DECISION_DAY,
    FULL_STORIES,
    RENEWALS_ARRIVE,
    ROSTERS_ARRIVE,
    Story,
    city_plan,
    scale_stories,
)
from anxin.demo.population import City, build_city
from tests.unit.demo.wenzhou import colour_and_reason, colours, count

MONTH_LATER = date(2021, 11, 29)


def test_the_full_city_has_the_published_figures(full_city: City) -> None:
    assert len(full_city.dossiers) == 43_654
    assert len(full_city.agencies) == 71
    assert colours(full_city, DECISION_DAY)["green"] == 27_033


def test_the_full_city_has_every_planned_colour_and_reason(full_city: City) -> None:
    assert count(full_city, DECISION_DAY) == {
        ("green", "in-order"): 27_033,
        ("yellow", "health-expiring"): 742,
        ("yellow", "insurance-expiring"): 838,
        ("yellow", "both-expiring"): 120,
        ("yellow", "health-expired"): 1_318,
        ("yellow", "insurance-expired"): 1_127,
        ("red", "both-expired"): 713,
        ("red", "police-failed"): 37,
        ("red", "review-not-passed"): 285,
        ("red", "card-invalid"): 1_206,
        ("grey", "review-pending"): 402,
        ("grey", "no-card"): 9_833,
    }


def test_the_small_city_has_a_proportional_green_share(small_city: City) -> None:
    assert (len(small_city.dossiers), len(small_city.agencies)) == (1_000, 12)
    assert colours(small_city, DECISION_DAY)["green"] == 619


def test_a_month_later_the_table_differs(full_city: City) -> None:
    later = colours(full_city, MONTH_LATER)
    assert 23_500 < later["green"] < 26_200
    assert later["grey"] == colours(full_city, DECISION_DAY)["grey"]


def test_about_three_in_a_thousand_holders_change_on_a_day(full_city: City) -> None:
    holders = [dossier for dossier in full_city.dossiers if dossier.materials.card]
    start = CARDS_ARRIVE + timedelta(days=1)
    before = [colour_and_reason(dossier.materials, start) for dossier in holders]
    shares = []
    for day in (start + timedelta(days=ahead) for ahead in range(2, 62, 2)):
        now = [colour_and_reason(dossier.materials, day) for dossier in holders]
        changed = sum(old != new for old, new in zip(before, now, strict=True))
        before = now
        if not {day, day - timedelta(days=1)} & set(RENEWALS_ARRIVE):
            shares.append(changed / len(holders) / 2)
    assert 0.002 < sum(shares) / len(shares) < 0.005
    assert max(shares) < 0.01


def test_the_same_seed_gives_the_same_city_and_another_seed_another(small_city: City) -> None:
    assert build_city(size="small") == small_city
    assert build_city(size="small", seed=7).dossiers != small_city.dossiers


def test_any_seed_gives_the_planned_number_of_green() -> None:
    for seed in range(5):
        assert colours(build_city(size="small", seed=seed), DECISION_DAY)["green"] == 619


def test_identity_numbers_are_valid_and_nobody_has_two_files(full_city: City) -> None:
    numbers = [dossier.person.id_number for dossier in full_city.dossiers]
    assert len(set(numbers)) == 43_654
    assert [number for number in numbers if not ric.is_valid(number)] == []


def test_sequence_numbers_lie_in_the_range_offices_do_not_reach(full_city: City) -> None:
    assert {dossier.person.id_number[14] for dossier in full_city.dossiers} == {"9"}


def test_people_are_between_20_and_62_and_mostly_women(full_city: City) -> None:
    born = [ric.get_birth_date(dossier.person.id_number) for dossier in full_city.dossiers]
    ages = [(DECISION_DAY.year - day.year) - ((day.month, day.day) > (10, 29)) for day in born]
    assert (min(ages) >= 20, max(ages) <= 62) == (True, True)
    women = sum(int(dossier.person.id_number[16]) % 2 == 0 for dossier in full_city.dossiers)
    assert 0.86 < women / 43_654 < 0.9


def test_phones_are_in_a_range_without_subscribers(full_city: City) -> None:
    phones = {dossier.person.phone for dossier in full_city.dossiers}
    assert len(phones) == 43_654
    assert {(phone[:3], len(phone)) for phone in phones} == {("154", 11)}


def test_agencies_have_valid_codes_of_their_county_and_names_of_their_own(full_city: City) -> None:
    assert [agency.code for agency in full_city.agencies if not uscc.is_valid(agency.code)] == []
    assert all(agency.code[2:8] == agency.county.code for agency in full_city.agencies)
    assert all(organisation_check(agency.code[8:16]) == agency.code[16] for agency in full_city.agencies)
    assert len({agency.code for agency in full_city.agencies}) == 71
    assert len({agency.brand for agency in full_city.agencies}) == 71
    assert len({agency.county.code for agency in full_city.agencies}) == 12


def test_agency_sizes_are_skewed(full_city: City) -> None:
    sizes = sorted(agency.size for agency in full_city.agencies)
    assert (sizes[0], sizes[-1], sum(sizes)) == (40, 4_000, 43_654)
    assert sum(sizes[-15:]) > 43_654 * 0.6


def test_agencies_differ_in_their_share_of_green(full_city: City) -> None:
    shares = []
    for agency in (agency for agency in full_city.agencies if agency.size > 300):
        people = full_city.of_agency(agency)
        green = sum(colour_and_reason(d.materials, DECISION_DAY)[0] == "green" for d in people)
        shares.append(green / len(people))
    assert max(shares) - min(shares) > 0.1


def test_nothing_is_dated_after_it_arrives(full_city: City) -> None:
    for dossier in full_city.dossiers:
        papers = dossier.materials
        validities = papers.health + papers.insurance
        assert all(paper.start <= paper.arrives for paper in validities)
        reviews = (papers.police, papers.city_review, papers.ministry_review)
        assert all(check.on <= ROSTERS_ARRIVE for check in reviews if check)
        days = (papers.started_on, papers.ended_on, papers.trained_on, papers.authorised_on)
        assert all(day <= ROSTERS_ARRIVE for day in days if day)
        assert papers.card is None or papers.card.on <= CARDS_ARRIVE


def test_everybody_has_a_police_review_as_published(full_city: City) -> None:
    assert sum(dossier.materials.police is not None for dossier in full_city.dossiers) == 43_654


def test_people_without_a_card_hold_only_part_of_the_materials(full_city: City) -> None:
    without = [dossier.materials for dossier in full_city.dossiers if dossier.materials.card is None]
    assert {papers.status for papers in without} == {"seeking", "left"}
    assert 0.2 < sum(bool(papers.health) for papers in without) / len(without) < 0.7
    assert 0.02 < sum(bool(papers.insurance) for papers in without) / len(without) < 0.3


def test_scaling_keeps_the_total_and_every_story() -> None:
    for files in (50, 613, 1_000, 9_999):
        scaled = scale_stories(FULL_STORIES, files)
        assert sum(scaled.values()) == files
        assert min(scaled.values()) >= 1
    assert city_plan("small").stories[Story.COMPLETE] == 619
