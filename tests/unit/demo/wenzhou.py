"""The Wenzhou rule said a second time, in plain Python, straight from the generated papers: no engine, no database."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from anxin.demo.materials import Materials, Validity
from anxin.demo.population import City


def in_force(validities: tuple[Validity, ...], day: date) -> date | None:
    """Last day of the latest paper known and begun by `day`."""
    known = [paper for paper in validities if paper.start <= day and paper.arrives <= day]
    return max(known, key=lambda paper: paper.start).until if known else None


def colour_and_reason(papers: Materials, day: date) -> tuple[str, str]:
    """What Wenzhou's published wording, with our readings of its gaps, says of one person on a day."""
    if papers.card is None:
        return "grey", "no-card"
    if papers.card.state == "invalid":
        return "red", "card-invalid"
    if papers.police.result == "failed":
        return "red", "police-failed"
    reviews = [papers.city_review, papers.ministry_review]
    if any(review is not None and review.result != "passed" for review in reviews):
        return "red", "review-not-passed"
    if None in reviews:
        return "grey", "review-pending"
    return _by_dates(in_force(papers.health, day), in_force(papers.insurance, day), day)


def _by_dates(health: date | None, insurance: date | None, day: date) -> tuple[str, str]:
    health_gone = health is None or health < day
    insurance_gone = insurance is None or insurance < day
    if health_gone or insurance_gone:
        if health_gone and insurance_gone:
            return "red", "both-expired"
        return "yellow", "health-expired" if health_gone else "insurance-expired"
    assert health is not None
    assert insurance is not None
    soon = day + timedelta(days=30)
    if health < soon or insurance < soon:
        which = "both" if health < soon and insurance < soon else "health" if health < soon else "insurance"
        return "yellow", f"{which}-expiring"
    return "green", "in-order"


def count(city: City, day: date) -> Counter[tuple[str, str]]:
    """How many people have each colour and reason."""
    return Counter(colour_and_reason(dossier.materials, day) for dossier in city.dossiers)


def colours(city: City, day: date) -> Counter[str]:
    """How many people have each colour."""
    shares: Counter[str] = Counter()
    for (colour, _), people in count(city, day).items():
        shares[colour] += people
    return shares
