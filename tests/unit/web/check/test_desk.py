"""The desk: whoever waits is answered together, after the journal is written; what cannot be written shows nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from django.db import connection

from anxin.kernel.codes.models import Code
from anxin.kernel.journal import queries as journal
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.reference.actions import set_played_day
from anxin.web.check.answering import Question, answer_all
from anxin.web.check.desk import MOST_WAITING, Desk
from anxin.web.check.refusals import Reply
from tests.cast import DAY
from tests.unit.web.check.scene import DAYS, Scene, in_django, in_front, in_front_all, run


def test_many_at_once_get_their_own_answers_and_a_line_each(scene: Scene) -> None:
    before = journal.verify().entries
    cards = [scene.fang, scene.mei, scene.hua] * 30

    answers = in_front_all([{"card": card.card_id} for card in cards])

    assert [answer.said["outcome"] for answer in answers] == ["green", "yellow", "red"] * 30
    assert len({answer.said["showing"] for answer in answers}) == 90
    verdict = journal.verify()
    assert (verdict.whole, verdict.entries - before) == (True, 90)


def test_the_lines_are_committed_before_the_answer_is_handed_out(scene: Scene) -> None:
    before, held = Entry.objects.count(), list[int]()

    def answered(questions: Sequence[Question]) -> list[Reply]:
        replies = answer_all(questions)
        held.append(Entry.objects.count())  # on the desk's connection, with no transaction open
        assert not connection.in_atomic_block
        return replies

    async def ask() -> Reply:
        desk = Desk(answered)
        try:
            return await desk.ask(Question(b'{"card": "%s"}' % scene.fang.card_id.encode(), "en"))
        finally:
            desk.close()

    assert run(ask()).status == 200
    assert held == [before + 1]


def test_while_one_round_is_answered_the_next_gathers() -> None:
    rounds: list[int] = []

    def answered(questions: Sequence[Question]) -> list[Reply]:
        rounds.append(len(questions))
        return [Reply(200, one.body) for one in questions]

    async def ask() -> list[Reply]:
        desk = Desk(answered)
        try:
            return await asyncio.gather(*(desk.ask(Question(b"%d" % n, "en")) for n in range(300)))
        finally:
            desk.close()

    replies = run(ask())

    assert [reply.body for reply in replies] == [b"%d" % n for n in range(300)]
    assert rounds == [128, 128, 44]


def test_one_that_cannot_be_answered_spoils_no_others() -> None:
    def answered(questions: Sequence[Question]) -> list[Reply]:
        if any(one.body == b"7" for one in questions):
            raise RuntimeError("this one breaks")
        return [Reply(200, one.body) for one in questions]

    async def ask() -> list[Reply]:
        desk = Desk(answered)
        try:
            return await asyncio.gather(*(desk.ask(Question(b"%d" % n, "en")) for n in range(10)))
        finally:
            desk.close()

    assert [reply.status for reply in run(ask())] == [200] * 7 + [503] + [200] * 2


def test_too_many_waiting_are_told_to_come_again() -> None:
    async def ask() -> list[Reply]:
        desk = Desk(lambda questions: [Reply(200, b"") for _one in questions])
        futures = [desk.ask(Question(b"", "en")) for _n in range(MOST_WAITING + 1)]
        try:
            return await asyncio.gather(*futures)
        finally:
            desk.close()

    assert [reply.status for reply in run(ask())] == [200] * MOST_WAITING + [503]


def test_a_journal_that_cannot_be_written_shows_nobody(scene: Scene) -> None:
    with connection.schema_editor() as editor:  # as a full or broken disk would
        editor.alter_db_table(Entry, "journal_entry", "journal_away")
    try:
        refused = in_front({"card": scene.fang.card_id}, accept_language="en")
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(Entry, "journal_away", "journal_entry")

    assert (refused.status, refused.said["reason"], refused.headers["retry-after"]) == (503, "cannot-confirm", "5")
    assert set(refused.said) == {"code", "reason", "what", "why", "todo"}
    assert in_front({"card": scene.fang.card_id}).status == 200


def test_a_night_that_was_not_recoloured_leaves_no_stale_green(scene: Scene) -> None:
    """Fang's health check ends on 11 March: nothing has been decided since October."""
    kept = Outcome.objects.get(party=scene.stage.cast.fang, slot__isnull=False)
    set_played_day(day=DAY + 150 * DAYS)

    assert kept.outcome == "green"
    assert in_front({"card": scene.fang.card_id}).said["outcome"] != "green"


def test_a_session_and_another_host_are_left_to_django(scene: Scene) -> None:
    body = {"card": scene.fang.card_id}

    assert in_front(body, cookie="sessionid=abc").status == 599
    assert in_front(body, cookie="theme=dark").status == 200
    assert in_front(body, host="elsewhere.example").status == 599
    assert in_front(body, authorization="Basic abc").status == 599
    assert in_django(body, authorization="Basic abc").status == 200


def test_a_code_out_of_use_is_grey(scene: Scene) -> None:
    Code.objects.filter(pk=scene.fang.code_id).update(ended_at=scene.at, slot=None)

    shown = in_front({"handle": scene.screen(scene.fang).hex(), "items": True})

    assert (shown.status, shown.said["outcome"], shown.said["reason"]) == (200, "grey", "code-ended")
    assert (shown.said["items"], shown.said["entry_allowed"], shown.said["rule_set"]) == ([], False, None)
