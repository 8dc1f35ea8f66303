"""Whatever unions, the county and the member do in whatever order: with two unions on no day, with none on no day of an
accepted transfer, and nothing changes but by an answer that takes or lets go."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree, contest, withdraw
from anxin.kernel.errors import AnxinError
from anxin.kernel.parties.models import Affiliation, Party
from tests.cast import DAY, noon
from tests.packs.joining import PACK, Unions, answered, asked, in_ninghai, joined, member, stays, step

ACTS = ["withhold", "settle", "refuse", "withdraw", "contest", "agree", "leave", "ask"]
ON_THE_WAY = ["release", "take", "hand over", "wait"]  # to another union: more often, so that many runs come to one
ACT = st.tuples(st.sampled_from([*ACTS, *ON_THE_WAY * 4]), st.integers(0, 2), st.sampled_from([0, 0, 0, 1, 2]))
ROUND = st.tuples(st.integers(0, 2), st.integers(0, 2), st.lists(ACT, min_size=1, max_size=6))
MADE = st.lists(ROUND, min_size=1, max_size=6)  # each begins with a request; later ones may touch those before


class Run:
    """One member, three places to be, requests under several names, and days that pass."""

    def __init__(self, unions: Unions) -> None:
        self.unions, self.at = unions, noon(DAY)
        self.places: list[Party | None] = [unions.couriers, unions.riders, None]
        self.asked: list[tuple[Case, str]] = []
        self.gone: set[date] = set()  # last days after which nobody took the member

    def act(self, act: str, place: int, which: int) -> None:
        """Do it if the service lets it; what it refuses changes nothing."""
        before = self.rows()
        done: list[bool] = []
        with suppress(AnxinError):
            done.append(self._did(act, place, which))
        if not any(done):
            assert self.rows() == before, act

    def rows(self) -> list[object]:
        return list(Affiliation.objects.order_by("pk").values_list())

    def _did(self, act: str, place: int, which: int) -> bool:
        """Whether it may have moved the member."""
        if act == "wait":
            self.at += timedelta(days=1 + which)
            return False
        if act == "ask":
            filed = asked("transfer", self.places[place], at=self.at, name=f"葛三妹{which}")
            self.asked.append((filed.case, filed.token))
            return False
        if act == "leave":
            return self._leave(place, which)
        if not self.asked:
            return False
        case, token = self.asked[-1 - which % len(self.asked)]
        return self._with(act, Case.objects.get(pk=case.pk), token)

    def _leave(self, place: int, which: int) -> bool:
        where = self.places[place]
        case = asked("leave", where, at=self.at, name=f"葛三妹{which}", why="left").case
        step(self.unions.answers(case), case, "confirm", at=self.at, own_wish="yes")
        answered(self.unions.answers(case), case, Result.SOLVED, at=self.at)
        self.gone.add(self.at.date())
        return True

    def _with(self, act: str, case: Case, token: str) -> bool:
        own, unions, at = own_by_link(token=token), self.unions, self.at
        deeds: dict[str, Callable[[], object]] = {
            "release": lambda: step(unions.releases(case), case, "release", at=at, let_go="yes"),
            "withhold": lambda: step(unions.releases(case), case, "release", at=at, let_go="no"),
            "settle": lambda: step(unions.reception, case, "settle", at=at, ruling="moves"),
            "refuse": lambda: self._answer(case, Result.REFUSED, {"rule": "elsewhere"}),
            "take": lambda: self._answer(case, Result.SOLVED, {"standing": "member"}),
            "hand over": lambda: (deeds["release"](), deeds["take"]()),
            "withdraw": lambda: withdraw(own=own, at=at),
            "contest": lambda: contest(own=own, at=at, reason="我已经在那里上班"),
            "agree": lambda: agree(own=own, at=at),
        }
        deeds[act]()
        return act in {"take", "hand over"}

    def _answer(self, case: Case, result: Result, said: dict[str, str]) -> None:
        answered(self.unions.answers(case), case, result, said, at=self.at)

    def holds(self) -> None:
        """One union a day, and a gap only after a day on which the member left."""
        held = stays()
        for (_where, _start, end), (_next, start, _end) in itertools.pairwise(held):
            assert end is not None and start == end + timedelta(days=1)
        last = held[-1][2]
        assert last is None or last in self.gone or last >= self.at.date()
        for day in days(held[0][1], self.at):
            assert sum(start <= day and (end is None or day <= end) for _where, start, end in held) == (
                0 if last is not None and day > last else 1
            )


def days(first: date, at: datetime) -> list[date]:
    return [first + timedelta(days=number) for number in range((at.date() - first).days + 2)]


class WhereAMemberIs(TestCase):
    unions: Unions

    @classmethod
    def setUpTestData(cls) -> None:
        cls.unions = in_ninghai()
        joined(cls.unions, cls.unions.couriers)

    @settings(max_examples=15, deadline=None)
    @given(MADE)
    def test_2a2_on_no_day_two_unions_and_on_no_day_none_of_an_accepted_transfer(
        self, made: list[tuple[int, int, list[tuple[str, int, int]]]]
    ) -> None:
        run = Run(self.unions)
        for to, name, acts in made:
            for act, place, which in [("ask", to, name), *acts]:
                run.act(act, place, which)
                run.holds()
        assert Affiliation.objects.filter(role=PACK, ended_on=None).count() <= 1
        assert member().merged_into_id is None
