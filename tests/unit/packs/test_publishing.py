"""From a draft to law: a second person, a day to come, no error, scenarios green, tried with exactly these bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anxin.kernel.errors import AnxinError, Conflict, Invalid, Refused
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.actions import apply_rule_sets, recolour
from anxin.kernel.outcomes.drafting import Draft, propose_draft, save_draft, simulate, start_draft
from anxin.kernel.outcomes.models import DraftState, Outcome, RuleDraft, RuleSet
from anxin.packs.drafted import drafted
from anxin.packs.loading import load_pack
from anxin.packs.pack import Pack
from anxin.packs.publishing import publish, readiness, scenario_file
from anxin.packs.queries import as_rule_set_file
from tests.cast import DAY, NOON, OPERATOR, PACK, Cast
from tests.unit.packs.conftest import HOME_SERVICE

WENZHOU, AREA, LATER = "wenzhou-2021-01-01", "330300", date(2021, 12, 1)
# Meant: between fifteen and thirty days before its end nothing is about to expire any more.
CHANGES = """
changes:
  - title: {zh: 十五天以上不算快到期, en: More than fifteen days is not about to expire}
    given: {}
    expect: {colour: green, reason: both-valid}
  - title: {zh: 只看剩下的那一项, en: Only the other item counts}
    given: {}
    expect: {colour: yellow, reason: health-expired}
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(HOME_SERVICE)


@pytest.fixture
def city(cast: Cast, pack: Pack) -> Cast:
    """The cast under the pack's own rules."""
    apply_rule_sets(by=OPERATOR, at=NOON, files=[as_rule_set_file(pack, rules) for rules in pack.rule_files])
    recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
    return cast


def written(pack: Pack, **changes: object) -> Draft:
    """Wenzhou's own table, from 1 December on."""
    rules = pack.rule_file(WENZHOU)
    assert rules is not None
    return replace(Draft(rules.dmn, LATER, "温州新规", "New Wenzhou rules"), **changes)  # type: ignore[arg-type]  # -- the caller names fields


def begun(city: Cast, content: Draft) -> RuleDraft:
    return start_draft(by=city.zhou, at=NOON, pack=PACK, area=AREA, content=content)


def tried(city: Cast, pack: Pack, draft: RuleDraft, as_of: date = LATER) -> None:
    content = Draft(draft.dmn, draft.effective_from, draft.title_zh, parameters=draft.parameters)
    simulate(by=city.zhou, at=NOON, file=drafted(pack, content, area=AREA).file, as_of=as_of)


def ready(city: Cast, pack: Pack, content: Draft | None = None) -> RuleDraft:
    draft = begun(city, content or written(pack))
    tried(city, pack, draft)
    return propose_draft(by=city.zhou, at=NOON, draft=draft)


def missing(city: Cast, pack: Pack, draft: RuleDraft, *, today: date = DAY) -> list[str]:
    return [one.key for one in readiness(pack, draft, by=city.province, today=today).missing]


def published(city: Cast, pack: Pack, draft: RuleDraft) -> RuleSet:
    return publish(pack, draft, by=city.province, at=NOON, seen_sha256=draft.sha256)


def test_a_draft_is_published_by_a_second_person_and_decides_from_its_day_on(city: Cast, pack: Pack) -> None:
    draft = ready(city, pack)
    made = published(city, pack, draft)
    draft.refresh_from_db()
    assert (made.slug, made.effective_from, made.applied_by, made.dmn) == (
        "wenzhou-2021-12-01", LATER, "province", draft.dmn,
    )  # fmt: skip
    assert (draft.state, draft.rule_set, draft.replaced) == (DraftState.PUBLISHED, made, WENZHOU)
    assert made.parameters == {"about_to_expire": "P30D"}
    assert made.rows.count() == RuleSet.objects.get(slug=WENZHOU).rows.count()
    assert set(Outcome.objects.filter(slot__isnull=False).values_list("next_change", flat=True)) == {LATER}


def test_the_journal_keeps_the_simulation_with_the_publication(city: Cast, pack: Pack) -> None:
    draft = ready(city, pack)
    published(city, pack, draft)
    entry, seen = Entry.objects.get(act="rules.publish"), Entry.objects.get(act="rules.simulate")
    assert (entry.actor, entry.role, seen.actor) == ("province", "province", "zhou")
    assert {key: entry.detail[key] for key in ("slug", "sha256", "author", "proposed_by", "seen")} == {
        "slug": "wenzhou-2021-12-01", "sha256": draft.sha256, "author": "zhou", "proposed_by": "zhou", "seen": seen.seq,
    }  # fmt: skip
    simulation = entry.detail["simulation"]
    assert simulation == seen.detail
    assert (simulation["sha256"], simulation["as_of"], simulation["total"], simulation["moves"]) == (
        draft.sha256, "2021-12-01", 3, {"grey→grey": 3},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["author", "last saver"])
def test_whoever_wrote_or_last_saved_it_cannot_publish_it(city: Cast, pack: Pack, who: str) -> None:
    draft = begun(city, written(pack))
    if who == "last saver":
        draft = save_draft(by=city.province, at=NOON, draft=draft, content=written(pack, title_zh="温州规则二稿"))
    tried(city, pack, draft)
    draft = propose_draft(by=city.zhou, at=NOON, draft=draft)
    with pytest.raises(Refused) as refusal:
        publish(pack, draft, by=city.zhou if who == "author" else city.province, at=NOON, seen_sha256=draft.sha256)
    assert refusal.value.rule == "rules.second-person"
    assert not RuleSet.objects.filter(slug="wenzhou-2021-12-01").exists()


def test_each_thing_that_is_missing_is_named(city: Cast, pack: Pack) -> None:
    draft = begun(city, written(pack))
    assert missing(city, pack, draft) == ["proposed", "simulation"]
    tried(city, pack, draft)
    assert missing(city, pack, draft) == ["proposed"]
    draft = propose_draft(by=city.zhou, at=NOON, draft=draft)
    assert missing(city, pack, draft) == []
    assert missing(city, pack, draft, today=date(2021, 12, 2)) == ["effective-date"]


def test_a_refusal_says_what_is_missing_and_what_to_do(city: Cast, pack: Pack) -> None:
    draft = begun(city, written(pack))
    with pytest.raises(Conflict) as refusal:
        published(city, pack, draft)
    assert refusal.value.code == "rules.not-ready"
    for one in readiness(pack, draft, by=city.province, today=DAY).missing:
        assert one.title in refusal.value.why
        assert one.todo in refusal.value.todo


def test_a_day_already_taken_is_refused(city: Cast, pack: Pack) -> None:
    published(city, pack, ready(city, pack))
    again = ready(city, pack, written(pack, dmn=written(pack).dmn + "\n"))
    assert missing(city, pack, again) == ["effective-date"]


def test_a_simulation_of_other_bytes_or_another_day_does_not_count(city: Cast, pack: Pack) -> None:
    draft = begun(city, written(pack))
    tried(city, pack, draft, as_of=DAY)
    assert missing(city, pack, draft) == ["proposed", "simulation"]
    tried(city, pack, draft)
    draft = save_draft(by=city.zhou, at=NOON, draft=draft, content=written(pack, dmn=draft.dmn + "\n"))
    assert missing(city, pack, draft) == ["proposed", "simulation"]


def test_a_text_saved_after_one_looked_is_not_published(city: Cast, pack: Pack) -> None:
    draft = ready(city, pack)
    with pytest.raises(Conflict):
        publish(pack, draft, by=city.province, at=NOON, seen_sha256="0" * 64)
    assert not RuleSet.objects.filter(slug="wenzhou-2021-12-01").exists()


def test_a_table_with_an_error_is_told_with_its_place(city: Cast, pack: Pack) -> None:
    broken = written(pack)
    broken = replace(broken, dmn=broken.dmn.replace('"no-card"', '"no-kard"'))
    found = readiness(pack, begun(city, broken), by=city.province, today=DAY)
    lint = next(one for one in found.conditions if one.key == "lint")
    assert [(one.file, one.read, one.nearest) for one in lint.told] == [
        ("rules/wenzhou-2021-12-01.dmn", "no-kard", "no-card")
    ]
    assert [one.key for one in found.missing] == ["proposed", "lint", "scenarios", "simulation"]


def test_a_text_that_is_no_dmn_at_all_is_told_too(city: Cast, pack: Pack) -> None:
    draft = begun(city, written(pack, dmn="<definitions"))
    assert missing(city, pack, draft) == ["proposed", "lint", "scenarios", "simulation"]


def test_a_change_that_the_draft_does_not_announce_fails_its_scenarios(city: Cast, pack: Pack) -> None:
    shorter = written(pack, parameters={"about_to_expire": "P15D"})
    found = readiness(pack, begun(city, shorter), by=city.province, today=DAY)
    assert found.report is not None and found.report.wrong > 0
    assert "scenarios" in [one.key for one in found.missing]


def test_an_announced_change_is_green_and_one_that_never_comes_is_not(city: Cast, pack: Pack) -> None:
    changed = written(pack).dmn.replace('"police-failed"', '"card-invalid"')
    announced = """
changes:
  - title: {zh: 核查不通过改记证件无效}
    given: {police: [failed]}
    expect: {colour: red, reason: card-invalid}
"""
    draft = begun(city, written(pack, dmn=changed, scenarios=announced))
    found = readiness(pack, draft, by=city.province, today=DAY)
    assert found.report is not None
    assert (found.report.wrong, found.report.meant > 0) == (0, True)
    never = announced + "  - title: {zh: 从不发生}\n    given: {}\n    expect: {colour: green, reason: no-card}\n"
    draft = save_draft(by=city.zhou, at=NOON, draft=draft, content=written(pack, dmn=changed, scenarios=never))
    found = readiness(pack, draft, by=city.province, today=DAY)
    assert found.report is not None
    assert [one.what for one in found.report.told] == ["没有一个已试过的情形像这样改变。"]


@pytest.mark.parametrize(
    "text", ["changes: [", "&a [*a]", "changes: &a []\nsituations: *a", "[" * 5000, "x: 1", "nothing"]
)
def test_scenarios_that_cannot_be_read_are_told_and_never_tried(city: Cast, pack: Pack, text: str) -> None:
    found = readiness(pack, begun(city, written(pack, scenarios=text)), by=city.province, today=DAY)
    assert found.report is None
    assert next(one for one in found.conditions if one.key == "scenarios").told


def test_a_later_draft_takes_over_the_scenarios_of_a_published_one(city: Cast, pack: Pack) -> None:
    published(city, pack, ready(city, pack))
    next_one = written(pack, effective_from=date(2022, 3, 1))
    found = readiness(pack, begun(city, next_one), by=city.province, today=DAY)
    assert found.drafted.replaces is not None
    assert found.drafted.replaces.slug == "wenzhou-2021-12-01"
    assert found.report is not None
    assert (found.report.wrong, found.report.tried) == (0, first_tried(city, pack))


def first_tried(city: Cast, pack: Pack) -> int:
    found = readiness(pack, begun(city, written(pack)), by=city.province, today=DAY)
    assert found.report is not None
    return found.report.tried


def test_what_was_published_fits_into_the_packs_folder(city: Cast, pack: Pack, copy: Path) -> None:
    draft = ready(city, pack)
    published(city, pack, draft)
    (copy / "rules" / "wenzhou-2021-12-01.dmn").write_text(draft.dmn, "utf-8", newline="")
    (copy / "scenarios" / "wenzhou-2021-12-01.yaml").write_text(scenario_file(pack, draft), "utf-8")
    manifest = (copy / "pack.yaml").read_text("utf-8")
    named = "  wenzhou-2021-12-01:\n    title: {zh: 温州新规, en: New}\n    source: {zh: 公告, en: Notice}\n"
    manifest = manifest.replace("\nparameters:", named + "\nparameters:", 1)
    manifest = manifest.replace("{wenzhou-2021-01-01: P30D}", "{wenzhou-2021-01-01: P30D, wenzhou-2021-12-01: P30D}")
    (copy / "pack.yaml").write_text(manifest, "utf-8")
    from anxin.packs.lint import errors
    from anxin.packs.queries import plan
    from anxin.packs.trying import run_scenarios

    with_it = load_pack(copy)
    assert errors(with_it) == []
    assert run_scenarios(with_it).failures == []
    assert {step.rule_set: step.change for step in plan(with_it).steps}["wenzhou-2021-12-01"] == "unchanged"


def test_an_area_that_the_pack_does_not_name_is_refused(city: Cast, pack: Pack) -> None:
    with pytest.raises(Invalid):
        drafted(pack, written(pack), area="330302")


def test_nobody_publishes_for_an_area_that_is_not_theirs(city: Cast, pack: Pack) -> None:
    draft = start_draft(by=city.province, at=NOON, pack=PACK, area="330000", content=written(pack))
    with pytest.raises(Refused) as refusal:
        publish(pack, draft, by=city.zhou, at=NOON, seen_sha256=draft.sha256)
    assert refusal.value.rule == "access.area"
    with pytest.raises(AnxinError):
        publish(pack, draft, by=city.shen, at=NOON, seen_sha256=draft.sha256)
