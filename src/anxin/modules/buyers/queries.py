"""Reading what a service declares, what was loaded, and what was reported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from anxin.modules.buyers.enums import LoadState
from anxin.modules.buyers.models import Asked, Declared, Load, Report, Verdict
from anxin.modules.buyers.refusing import no_light
from anxin.modules.buyers.terms import BuyerTerms, read

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOKS_BACK = timedelta(days=731)


def day_of(moment: datetime) -> date:
    """The day of a moment, as people here count."""
    return moment.astimezone(SHANGHAI).date()


def service() -> str:
    """The service that judges buyers on this site. Raises NotFound where none does."""
    found = Declared.objects.order_by("pack").values_list("pack", flat=True).first()
    if found is None:
        raise no_light()
    return found


def terms_of(pack: str) -> BuyerTerms:
    """Raises NotFound for a service that judges no buyers."""
    body = Declared.objects.filter(pack=pack).values_list("body", flat=True).first()
    if body is None:
        raise no_light()
    return read(body)


def loads(pack: str) -> QuerySet[Load]:
    """The files taken in, the newest first."""
    return Load.objects.filter(pack=pack).order_by("-pk")


def last_done(pack: str, source: str) -> Load | None:
    """The newest edition of a source that is in as a whole."""
    return Load.objects.filter(pack=pack, source=source, state=LoadState.DONE).order_by("-pk").first()


def editions(numbers: Iterable[int]) -> dict[int, Load]:
    """Loads by their number."""
    return Load.objects.in_bulk(list(numbers))


def screened_at(terms: BuyerTerms) -> datetime | None:
    """When every list of sanctions had been read in whole; None while one of them never was."""
    wanted = [slug for slug, one in terms.sources.items() if one.screens]
    done = Load.objects.filter(pack=terms.pack, source__in=wanted, state=LoadState.DONE)
    last = dict(done.values_list("source").annotate(seen=Max("seen_at")))
    return min(last.values()) if wanted and len(last) == len(wanted) else None


def reports_of(firms: Iterable[str], *, on: date) -> list[Report]:
    """What was reported of a firm in the last two years, without what was withdrawn."""
    held = Report.objects.filter(firm__in=list(firms), withdrawn_at=None, due_on__lte=on)
    return list(held.filter(due_on__gt=on - LOOKS_BACK).order_by("due_on", "pk"))


def verdicts_of(firms: Iterable[str]) -> dict[str, bool]:
    """What was decided of a firm and others, as it stands: by the other's id, whether they are one."""
    held = Verdict.objects.filter(firm__in=list(firms), undone_at=None).order_by("pk")
    return dict(held.values_list("other", "same"))


def reports_by(account: int) -> QuerySet[Report]:
    """What somebody reported, the newest first: for them alone."""
    return Report.objects.filter(account=account).order_by("-reported_at", "-pk")


def asked_by(account: int) -> QuerySet[Asked]:
    """What somebody asked, the newest first: for them alone."""
    return Asked.objects.filter(account=account).order_by("-asked_at", "-pk")
