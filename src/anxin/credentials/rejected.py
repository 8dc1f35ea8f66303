"""Why a token is not believed: the reason codes of docs/codes/profile.md."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """One plain page each; the first that applies, in this order."""

    UNREADABLE = "unreadable"
    WRONG_ISSUER = "wrong-issuer"
    KEY_UNKNOWN = "key-unknown"
    ALTERED = "altered"
    EXPIRED = "expired"
    STALE = "stale"
    CLOCK_WRONG = "clock-wrong"
    REPLACED = "replaced"
    REVOKED = "revoked"
    CANNOT_CONFIRM = "cannot-confirm"


class Rejected(Exception):
    """A token that the profile refuses. `fault` is for programs, `why` for whoever builds an issuer or a reader."""

    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(f"{fault}: {why}")
        self.fault = fault
        self.why = why
