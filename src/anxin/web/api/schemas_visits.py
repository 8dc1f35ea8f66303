"""The forms of a visit: confirmed, rated, complained about."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from anxin.web.api.schemas import Asked, Moment


class SigningKey(Asked):
    """A public key of P-256 as a browser exports it (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
    y: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class Confirmation(Asked):
    showing: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    token: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_-]{22,32})?$")] = Field(
        default="",
        description="Made at random by whoever confirms; becomes the visit's. Sent again, it returns that visit.",
    )
    acknowledged: bool = Field(
        default=False,
        strict=True,
        description="The household read what a colour other than green means and goes on all the same.",
    )
    key: SigningKey | None = Field(default=None, description="The browser's own public key, for evidence.")
    signature: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_-]{86})?$")] = Field(
        default="",
        description="Base64url; ES256 by that key over anxin-confirm:<showing>:<colour>:<at>. Kept with the visit.",
    )
    at: int = Field(default=0, ge=0, le=2**40, strict=True, description="The moment signed, in seconds since 1970.")


class Visit(Schema):
    """A confirmed visit; the token lets its holder rate it and complain."""

    token: str
    confirmed_at: Moment
    colour: str
    acknowledged: bool


class Rating(Asked):
    score: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""


class Complaint(Asked):
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*\S[^\x00]*$")]


class Kept(Schema):
    """What a household said, kept as said."""

    kind: str
    at: Moment
