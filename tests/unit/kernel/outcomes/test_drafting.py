"""Drafts of rule sets: kept as written, with every save, by people of the area."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.drafting import Draft, propose_draft, save_draft, start_draft, withdraw_draft
from anxin.kernel.outcomes.drafts import draft_of, drafts, saves_of, signed_by
from anxin.kernel.outcomes.models import DraftState, RuleDraft, RuleSet
from tests.cast import NOON, PACK, Cast

WRITTEN = Draft("<definitions/>", date(2021, 12, 1), "温州新规", parameters={"soon": "P15D"})


def begun(cast: Cast, content: Draft = WRITTEN, area: str = "330300") -> RuleDraft:
    return start_draft(by=cast.zhou, at=NOON, pack=PACK, area=area, content=content)


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="rules.").order_by("seq").values_list("act", flat=True))


def test_a_draft_keeps_its_text_byte_for_byte_with_every_save(cast: Cast) -> None:
    draft = begun(cast)
    odd = replace(WRITTEN, dmn="<definitions>\r\n\t<!-- 未完 -->")
    save_draft(by=cast.province, at=NOON, draft=draft, content=odd, note="第二稿")
    draft.refresh_from_db()
    assert (draft.dmn, draft.author, draft.saved_by) == (odd.dmn, "zhou", "province")
    kept = [(save.number, save.dmn, save.saved_by, save.note) for save in saves_of(cast.zhou, draft)]
    assert kept == [(2, odd.dmn, "province", "第二稿"), (1, WRITTEN.dmn, "zhou", "")]
    assert acts() == ["rules.draft", "rules.save"]
    assert not RuleSet.objects.exists()


def test_saving_what_is_held_already_writes_nothing(cast: Cast) -> None:
    draft = begun(cast)
    save_draft(by=cast.zhou, at=NOON, draft=draft, content=WRITTEN)
    assert (draft.saves.count(), acts()) == (1, ["rules.draft"])


def test_a_save_upon_a_text_that_somebody_has_changed_since_is_a_conflict(cast: Cast) -> None:
    draft = begun(cast)
    save_draft(by=cast.province, at=NOON, draft=draft, content=replace(WRITTEN, dmn="<a/>"), seen=1)
    with pytest.raises(Conflict):
        save_draft(by=cast.zhou, at=NOON, draft=draft, content=replace(WRITTEN, dmn="<b/>"), seen=1)
    assert draft.saves.count() == 2


def test_a_proposal_falls_back_to_a_draft_when_it_is_saved_again(cast: Cast) -> None:
    draft = propose_draft(by=cast.zhou, at=NOON, draft=begun(cast))
    assert (draft.state, draft.proposed_by) == (DraftState.PROPOSED, "zhou")
    again = save_draft(by=cast.province, at=NOON, draft=draft, content=replace(WRITTEN, dmn="<a/>"))
    assert (again.state, again.proposed_by, again.proposed_at) == (DraftState.OPEN, "", None)


def test_a_withdrawn_draft_takes_no_further_save(cast: Cast) -> None:
    draft = withdraw_draft(by=cast.zhou, at=NOON, draft=begun(cast))
    with pytest.raises(Conflict):
        save_draft(by=cast.zhou, at=NOON, draft=draft, content=replace(WRITTEN, dmn="<a/>"))


@pytest.mark.parametrize("area", ["330200", "330000", "999999"])
def test_a_city_drafts_for_its_own_area_and_within_it_only(cast: Cast, area: str) -> None:
    with pytest.raises(Refused) as refusal:
        begun(cast, area=area)
    assert refusal.value.rule == "access.area"
    assert begun(cast, area="330302").area == "330302"


def test_only_bureaus_that_answer_for_rules_may_draft(cast: Cast) -> None:
    for nobody in (cast.lin, cast.an, cast.shen, cast.household, cast.as_worker(cast.fang)):
        with pytest.raises(Refused):
            start_draft(by=nobody, at=NOON, pack=PACK, area="330300", content=WRITTEN)


@pytest.mark.parametrize(
    "content",
    [replace(WRITTEN, title_zh=" "), replace(WRITTEN, dmn="x" * 2_000_001), replace(WRITTEN, dmn="a\0b")],
    ids=["no title", "too long", "no text"],
)
def test_what_cannot_be_kept_is_refused(cast: Cast, content: Draft) -> None:
    with pytest.raises(Invalid):
        begun(cast, content)


def test_whoever_wrote_saved_or_proposed_a_draft_has_signed_it(cast: Cast) -> None:
    draft = begun(cast)
    assert (signed_by(draft, cast.zhou), signed_by(draft, cast.province)) == (True, False)
    draft = save_draft(by=cast.province, at=NOON, draft=draft, content=replace(WRITTEN, dmn="<a/>"))
    assert (signed_by(draft, cast.zhou), signed_by(draft, cast.province)) == (True, True)


def test_a_bureau_sees_drafts_within_and_around_its_area_and_no_others(cast: Cast) -> None:
    own = begun(cast)
    elsewhere = start_draft(by=cast.province, at=NOON, pack=PACK, area="330200", content=WRITTEN)
    around = start_draft(by=cast.province, at=NOON, pack=PACK, area="330000", content=WRITTEN)
    assert set(drafts(cast.zhou, PACK)) == {own, around}
    assert set(drafts(cast.province, PACK)) == set(drafts(cast.shen, PACK)) == {own, elsewhere, around}
    with pytest.raises(NotFound):
        draft_of(cast.zhou, PACK, elsewhere.public_id)
    with pytest.raises(Refused):
        drafts(cast.an, PACK)
