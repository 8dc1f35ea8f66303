"""The invented city: agencies and, in each, the people whose files it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from anxin.demo.agencies import Agency, invent_agencies
from anxin.demo.materials import Materials, Validity, invent_materials
from anxin.demo.people import Person, PersonInventor
from anxin.demo.plan import SEED, CityPlan, Size, Story, city_plan


@dataclass(frozen=True, slots=True)
class Dossier:
    """One person's file: who, with which agency, and the dated papers. `serial` is 1-based over the city."""

    serial: int
    agency: Agency
    person: Person
    materials: Materials

    @property
    def training_no(self) -> str:
        """Number of the training certificate; empty without one."""
        trained_on = self.materials.trained_on
        return f"PX{trained_on:%Y}-{self.serial:06d}" if trained_on else ""

    @property
    def card_no(self) -> str:
        """Number of the home-service card 上门服务证; empty without one."""
        card = self.materials.card
        return f"WZSM-{self.serial:06d}" if card else ""

    def policy_no(self, policy: Validity) -> str:
        """Number of one liability policy."""
        return f"WZJZ{policy.start:%Y%m%d}{self.serial:06d}"


@dataclass(frozen=True, slots=True)
class City:
    """An invented city, wholly determined by `plan` and `seed`."""

    plan: CityPlan
    seed: int
    agencies: tuple[Agency, ...]
    dossiers: tuple[Dossier, ...]

    def of_agency(self, agency: Agency) -> list[Dossier]:
        """The files one agency keeps, in the order of its roster."""
        return [dossier for dossier in self.dossiers if dossier.agency is agency]

    def by_identity_number(self) -> list[Dossier]:
        """All files in the order an office would list them."""
        return sorted(self.dossiers, key=lambda dossier: dossier.person.id_number)


def build_city(*, size: Size = "full", seed: int = SEED) -> City:
    """Invent a city. The same size and seed give the same city, to the last digit."""
    plan = city_plan(size)
    agencies = tuple(invent_agencies(plan, Random(f"{seed}:agencies")))
    dossiers = tuple(_invent_dossiers(plan, agencies, seed))
    return City(plan, seed, agencies, dossiers)


def _invent_dossiers(plan: CityPlan, agencies: tuple[Agency, ...], seed: int) -> Iterator[Dossier]:
    seats = [agency for agency in agencies for _ in range(agency.size)]
    stories = deal_stories(plan, seats, Random(f"{seed}:stories"))
    people = PersonInventor(Random(f"{seed}:people"))
    papers = Random(f"{seed}:papers")
    for serial, (agency, story) in enumerate(zip(seats, stories, strict=True), start=1):
        yield Dossier(serial, agency, people.invent(), invent_materials(story, papers))


def deal_stories(plan: CityPlan, seats: list[Agency], rng: Random) -> list[Story]:
    """Deal exactly the plan's stories to the seats; careful agencies get more of the complete ones.

    Weighted sampling without replacement (Efraimidis and Spirakis 2006): the greatest u^(1/care).
    """
    order = sorted(range(len(seats)), key=lambda seat: rng.random() ** (1 / seats[seat].care), reverse=True)
    others: list[Story] = []
    for story, count in plan.stories.items():
        others += [story] * (0 if story is Story.COMPLETE else count)
    rng.shuffle(others)
    first = [Story.COMPLETE] * plan.stories[Story.COMPLETE]
    dealt = dict(zip(order, first + others, strict=True))
    return [dealt[seat] for seat in range(len(seats))]
