"""How tracing says no."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused


def no_such_site() -> NotFound:
    return NotFound(_("There is no such site."), todo=_("Look at the list of sites."))


def no_such_firm() -> NotFound:
    return NotFound(
        _("There is no such organisation."), todo=_("Give its credit code, or its whole name as it was entered.")
    )


def no_such_lot() -> NotFound:
    return NotFound(_("There is no such lot."), todo=_("Read the code on the package again."))


def no_such_event() -> NotFound:
    return NotFound(_("There is no such event."), todo=_("Look at the events of the lot."))


def not_traced(pack: str) -> Conflict:
    return Conflict(_("The service %(pack)s traces nothing.") % {"pack": pack})


def not_here(kind: str, site: str, allowed: str) -> Refused:
    return Refused(
        _("This is not recorded at a site of this kind."),
        rule="tracing.site",
        why=_("%(site)s records: %(allowed)s; not %(kind)s.") % {"site": site, "allowed": allowed, "kind": kind},
        ask=_("Ask whoever supervises the site."),
    )


def not_yours(site: str) -> Refused:
    return Refused(
        _("Only who keeps a site, or supervises its area, records what happens there."),
        rule="tracing.keeper",
        why=site,
        ask=_("Ask whoever supervises the site."),
    )


def blocked(lot: str, reason: str, said: str, source: str) -> Refused:
    return Refused(
        _("Lot %(lot)s may not go on: %(reason)s.") % {"lot": lot, "reason": said},
        rule=f"tracing.papers.{reason}",
        why=source,
        todo=_("Hand in what is missing; after that it may be shipped at once."),
        ask=_("Ask whoever supervises the site."),
    )


def not_conserved(came: int, became: int) -> Conflict:
    return Conflict(
        _("What came out is not what went in."),
        why=_("%(came)s g went in; %(became)s g came out or were lost.") % {"came": came, "became": became},
        todo=_("Weigh again, and enter what was lost."),
    )


def in_future(read: str) -> Invalid:
    return Invalid(_("This has not happened yet."), field="happened_at", read=read)
