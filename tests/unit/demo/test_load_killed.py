"""A build that is killed goes on where it stood and ends with the same city; nothing is doubled or missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from anxin.demo import cold_chain, grants, unions
from anxin.demo.care import people_made_up
from anxin.demo.load import PACK, build
from anxin.demo.materials import Materials
from anxin.demo.mutual_aid import SHAPES
from anxin.demo.population import City
from anxin.demo.requests import firms_made_up
from anxin.kernel.codes.models import Code, Visit
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake.models import Upload, UploadState
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Party, Registration
from anxin.kernel.reference.queries import played_day


class Killed(Exception):
    """The process ended here."""


class Killer:
    """Lets so many reports of progress pass, then ends the build."""

    def __init__(self, reports: int) -> None:
        self.left = reports

    def __call__(self, step: str, done: int, total: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed(f"{step} {done}/{total}")


def records(papers: Materials) -> int:
    """How many statements the files make about one person."""
    single = (papers.started_on, papers.trained_on, papers.authorised_on, papers.city_review, papers.ministry_review)
    stated = sum(paper is not None for paper in (*single, papers.police, papers.card))
    return stated + len(papers.health) + len(papers.insurance)


@pytest.mark.django_db
def test_a_build_killed_again_and_again_ends_with_the_whole_city_once(tmp_path: Path, small_city: City) -> None:
    for reports in (3, 30, 16, 27, 33, 40, 60):
        with pytest.raises(Killed):
            build(home=tmp_path, size="small", progress=Killer(reports))
        assert played_day() is None
    assert build(home=tmp_path, size="small").worked
    papers = [dossier.materials for dossier in small_city.dossiers]
    members = unions.people_made_up("small")
    assert dict(Counter(Registration.objects.values_list("pack", flat=True))) == {PACK: 1_000, unions.PACK: members}
    aided = SHAPES["small"].people + SHAPES["small"].waiting
    made_up = firms_made_up("small") + people_made_up("small") + aided + members
    made_up += cold_chain.parties_made_up() - cold_chain.firms_made_up()
    assert Party.objects.count() == 1_000 + 12 + made_up
    of_workers = Evidence.objects.filter(party__registrations__pack=PACK)
    stated = of_workers.exclude(kind__in=[kind for kind, *_rest in grants.ON_FILE])
    assert stated.count() == sum(records(each) for each in papers)
    assert Code.objects.filter(pack=PACK).count() == sum(
        each.card is not None and each.card.state == "issued" for each in papers
    )
    assert (Entry.objects.filter(act="code.read").count(), Visit.objects.count()) == (15, 13)
    assert Upload.objects.filter(state=UploadState.APPLIED).count() == Upload.objects.count() == 24 + 2
    standing = Outcome.objects.filter(pack=PACK, slot__isnull=False)
    assert (standing.count(), standing.filter(outcome="green").count()) == (1_000, 619)
