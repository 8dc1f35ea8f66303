"""Reading about attachments: what they are called, how much there is, which look alike. Bytes: `read_attachment`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from anxin.kernel.attachments.models import Attachment
from anxin.kernel.attachments.photos import Position, unlikeness
from anxin.kernel.parties.sealing import unseal

NAME, POSITION = "attachment-name", "attachment-position"
ALIKE = 6  # of 64 bits: a photo made smaller and coarser differs in 0 to 2, another place mostly in more than 10


@dataclass(frozen=True)
class Held:
    """How many attachments there are, and their bytes together."""

    count: int
    size: int


def held_in(attachments: QuerySet[Attachment]) -> Held:
    """Of some attachments, those that are still there."""
    told = attachments.filter(erased_at__isnull=True).aggregate(count=Count("pk"), size=Sum("size"))
    return Held(told["count"], told["size"] or 0)


def name_of(attachment: Attachment) -> str:
    """The cleaned name, for whoever may read the attachment; empty once erased."""
    return unseal(attachment.name_sealed, context=NAME) if attachment.name_sealed else ""


def position_of(attachment: Attachment) -> Position | None:
    """Where the camera says it was, if the form asked for it; for whoever may read the attachment."""
    sealed = attachment.position_sealed
    return Position.read(unseal(sealed, context=POSITION)) if sealed else None


def same_bytes(attachment: Attachment, *, among: QuerySet[Attachment]) -> list[Attachment]:
    """Others that came as the very same file, the first kept first."""
    same = among.filter(sha256_received=attachment.sha256_received).exclude(pk=attachment.pk)
    return list(same.order_by("pk"))


def look_alikes(
    attachment: Attachment, *, among: QuerySet[Attachment], most: int = ALIKE
) -> list[tuple[Attachment, int]]:
    """Others that look like the same photo, the likest first, each with the bits that differ. A hint for a person:
    different plain walls look alike, and the same hazard from another side does not."""
    if not attachment.likeness:
        return []
    others = among.exclude(likeness="").exclude(pk=attachment.pk).values_list("pk", "likeness")
    near = {pk: bits for pk, held in others if (bits := unlikeness(attachment.likeness, held)) <= most}
    found = Attachment.objects.filter(pk__in=near)
    return sorted(((one, near[one.pk]) for one in found), key=lambda pair: (pair[1], pair[0].pk))
