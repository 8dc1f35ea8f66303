"""Who stands in the light: the demonstration's agencies and workers, chosen by their papers, never by a colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from anxin.demo.agencies import Agency
from anxin.demo.broken import demonstration_agency
from anxin.demo.materials import Materials
from anxin.demo.plan import ABOUT_TO_EXPIRE_DAYS, DECISION_DAY
from anxin.demo.population import City, Dossier


@dataclass(frozen=True, slots=True)
class Showcase:
    """Two agencies, a worker with all in order, a worker one of whose papers is about to end, and their colleagues."""

    agencies: tuple[Agency, Agency]
    in_order: Dossier
    expiring: Dossier
    colleagues: tuple[Dossier, ...]


def showcase(city: City) -> Showcase:
    """Choose from a city; the same city gives the same people."""
    first, second = demonstration_agency(city), demonstration_agency(city, 1)
    here = [dossier for dossier in city.of_agency(first) if dossier.materials.card]
    steady = [dossier for dossier in here if _nothing_ends_soon(dossier.materials)]
    renewed = [dossier for dossier in steady if len(dossier.materials.health + dossier.materials.insurance) > 2]
    in_order = (renewed or steady)[0]
    anywhere = [*here, *city.of_agency(second), *city.dossiers]
    expiring = next(_matching(anywhere, _only_health_ends_soon))
    there = list(_matching(city.of_agency(second), _nothing_ends_soon))
    return Showcase((first, second), in_order, expiring, (*steady[-4:], *there[:4]))


def _matching(dossiers: list[Dossier], wanted: Callable[[Materials], bool]) -> Iterator[Dossier]:
    return (dossier for dossier in dossiers if dossier.materials.card and wanted(dossier.materials))


def _passes_all_checks(papers: Materials) -> bool:
    checks = (papers.police, papers.city_review, papers.ministry_review)
    return (
        papers.card is not None
        and papers.card.state == "issued"
        and all(check is not None and check.result == "passed" for check in checks)
        and bool(papers.health and papers.insurance)
    )


def _days_left(papers: Materials) -> tuple[int, int]:
    """Days from the decision day to the last day of the latest health check and of the latest policy."""
    health, policy = papers.health[-1].until, papers.insurance[-1].until
    assert health is not None
    assert policy is not None
    return (health - DECISION_DAY).days, (policy - DECISION_DAY).days


def _nothing_ends_soon(papers: Materials) -> bool:
    return _passes_all_checks(papers) and min(_days_left(papers)) >= ABOUT_TO_EXPIRE_DAYS


def _only_health_ends_soon(papers: Materials) -> bool:
    if not _passes_all_checks(papers):
        return False
    health, policy = _days_left(papers)
    return 0 <= health < ABOUT_TO_EXPIRE_DAYS <= policy
