"""From which unit somebody acted, by name: an organisation, or the area a bureau is of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import get_language

from anxin.kernel.parties.models import Party
from anxin.kernel.reference.areas import areas


class FromUnit(Protocol):
    """What the journal keeps of where somebody acted from."""

    @property
    def organisation_id(self) -> int | None: ...
    @property
    def area(self) -> str: ...


def unit_names(lines: Iterable[FromUnit]) -> dict[tuple[int | None, str], str]:
    """The unit of each line by its organisation and area, in the reader's language; "" for none. One query."""
    keys = {(line.organisation_id, line.area) for line in lines}
    asked = [organisation for organisation, _area in keys if organisation is not None]
    names = dict(Party.objects.filter(pk__in=asked).values_list("pk", "name"))
    return {(held, area): names.get(held or 0, "") or _area_name(area) for held, area in keys}


def _area_name(code: str) -> str:
    area = areas().get(code)
    if area is None:
        return ""
    return area.zh if (get_language() or "zh").startswith("zh") else area.en
