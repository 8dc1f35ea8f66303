"""What an event of EPCIS says in the words of tracing: which site, which lots, how much of each, and what happened.

Only what moves goods is understood: events about single packages, pallets and orders say nothing that the books count,
and are kept as they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid, NotFound
from anxin.modules.tracing import queries
from anxin.modules.tracing.enums import CHANGES, Happening
from anxin.modules.tracing.epcis.reading import Read
from anxin.modules.tracing.epcis.writing import LOT, SITE, STEPS
from anxin.modules.tracing.models import Lot, Site
from anxin.modules.tracing.naming import Draft, Portion, body, digest

GRAMS: Mapping[str, int] = {"GRM": 1, "KGM": 1000, "TNE": 1_000_000}
"""Units of UN/ECE recommendation 20 that say how heavy something is."""
BY_STEP = {(action, step): Happening(kind) for kind, (action, step) in STEPS.items()}
PREFIXES = ("https://ref.gs1.org/cbv/BizStep-", "https://ns.gs1.org/cbv/BizStep-", "urn:epcglobal:cbv:bizstep:", "cbv:")
LONGEST_NOTE, LONGEST_MARK = 200, 40


def happening(said: Mapping[str, Any]) -> Happening | None:
    """What happened, by this platform's own word or else by GS1's. None: nothing that is counted."""
    own = said.get("anxin:kind")
    if isinstance(own, str) and own in set(Happening) - {Happening.ERROR}:
        return Happening(own)
    if said.get("type") == "TransformationEvent":
        single = all(len(said.get(name, ())) == 1 for name in ("inputQuantityList", "outputQuantityList"))
        return Happening.RELABEL if single else Happening.SPLIT
    if said.get("type") != "ObjectEvent" or not said.get("quantityList"):
        return None
    return BY_STEP.get((str(said.get("action")), bare_step(said.get("bizStep"))))


def bare_step(step: Any) -> str:
    """CBV's word for a business step, however long it is written."""
    word = step if isinstance(step, str) else ""
    return next((word.removeprefix(one) for one in PREFIXES if word.startswith(one)), word)


def meant(read: Read, *, pack: str) -> Draft | None:
    """The event as tracing records it; None for one that moves nothing. Raises Invalid and NotFound with the place."""
    kind = happening(read.said)
    if kind is None:
        return None
    said = read.said
    used = "inputQuantityList" if kind in CHANGES else "quantityList"
    if said.get("epcList") or said.get("inputEPCList") or said.get("outputEPCList"):
        raise Invalid(
            _("Single packages are not counted here, only weights of lots."),
            field="epcList",
            todo=_("Say the lot and its weight in a quantity list."),
        )
    portions = _portions(said.get(used, []), used, pack)
    made = _portions(said.get("outputQuantityList", []), "outputQuantityList", pack) if kind in CHANGES else ()
    lost = sum(one.grams for one in portions) - sum(one.grams for one in made) if kind in CHANGES else 0
    if lost < 0:
        raise Invalid(_("More came out than went in."), field="outputQuantityList", read=str(-lost))
    return Draft(
        kind,
        _site(_place(said), pack),
        read.happened_at,
        portions,
        made,
        lost,
        to=_destination(said, pack),
        note=_text(said, "anxin:note", LONGEST_NOTE),
        expected_on=_day(said),
        mark=_text(said, "anxin:mark", LONGEST_MARK),
    )


def name_without_error(read: Read, *, pack: str) -> str:
    """The name of the event that an error declaration speaks of, as recorded here."""
    draft = meant(read, pack=pack)
    return digest(body(draft)) if draft is not None else ""


def _place(said: Mapping[str, Any]) -> str:
    for key in ("readPoint", "bizLocation"):
        held = said.get(key)
        named = held.get("id") if isinstance(held, dict) else None
        if isinstance(named, str):
            return named
    raise Invalid(_("The event does not say where."), field="readPoint.id")


def _site(named: str, pack: str, place: str = "readPoint.id") -> Site:
    held = Site.objects.select_related("party").filter(pack=pack)
    own = named.startswith(SITE)
    found = held.filter(party__public_id=named.removeprefix(SITE)) if own else held.filter(uri=named[:200])
    site = found.first()
    if site is None:
        raise Invalid(
            _("No site of the service is called so."),
            field=place,
            read=named[:60],
            todo=_("Enter the site with this URI, or use the one it has here."),
        )
    return site


def _destination(said: Mapping[str, Any], pack: str) -> Site | None:
    held = said.get("destinationList", [])
    named = [one.get("destination") for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    places = [one for one in named if isinstance(one, str)]
    return _site(places[0], pack, "destinationList[0].destination") if places else None


def _portions(held: list[Mapping[str, Any]], key: str, pack: str) -> tuple[Portion, ...]:
    return tuple(
        Portion(_lot(one["epcClass"], f"{key}[{place}].epcClass", pack), _grams(one, f"{key}[{place}]"))
        for place, one in enumerate(held)
    )


def _lot(named: str, place: str, pack: str) -> Lot:
    own = f"{LOT}{pack}:"
    if named.startswith(own):
        try:
            return queries.lot(named.removeprefix(own), pack=pack)
        except NotFound:
            raise _no_lot(named, place) from None
    found = Lot.objects.select_related("party").filter(pack=pack, uri=named[:200]).first()
    if found is None:
        raise _no_lot(named, place)
    return found


def _no_lot(named: str, place: str) -> Invalid:
    return Invalid(
        _("No lot of the service is called so."),
        field=place,
        read=named[:60],
        todo=_("Enter the lot with this URI, or use the one it has here."),
    )


def _grams(one: Mapping[str, Any], place: str) -> int:
    unit = str(one.get("uom"))
    if unit not in GRAMS:
        raise Invalid(_("Goods are counted by weight."), field=f"{place}.uom", read=unit[:60], allowed=", ".join(GRAMS))
    grams = Decimal(str(one.get("quantity", 0))) * GRAMS[unit]
    if grams != grams.to_integral_value():
        raise Invalid(_("Less than a gram is not counted."), field=f"{place}.quantity", read=str(one["quantity"]))
    return int(grams)


def _text(said: Mapping[str, Any], key: str, longest: int) -> str:
    held = said.get(key, "")
    if not isinstance(held, str) or len(held) > longest or "\x00" in held:
        raise Invalid(_("This text is too long, or is none."), field=key, read=str(held)[:60])
    return held


def _day(said: Mapping[str, Any]) -> date | None:
    held = said.get("anxin:expected_on")
    if held is None:
        return None
    try:
        return date.fromisoformat(held)
    except (TypeError, ValueError):
        raise Invalid(_("A day is written as 2021-10-29."), field="anxin:expected_on", read=str(held)[:60]) from None
