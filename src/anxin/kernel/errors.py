"""How the kernel says no: what happened, why, what to do."""

from __future__ import annotations


class AnxinError(Exception):
    """A clear refusal or fault with a stable `code`; every door shows the same three sentences."""

    code = "anxin.error"

    def __init__(self, what: str, *, why: str = "", todo: str = "", code: str | None = None) -> None:
        self.what, self.why, self.todo = what, why, todo
        if code is not None:
            self.code = code
        super().__init__(" ".join(part for part in (what, why, todo) if part))


class Refused(AnxinError):
    """A rule forbids the act: `rule` names it, `ask` says who can help, `appeal` how to object."""

    code = "refused"

    def __init__(
        self,
        what: str,
        *,
        rule: str,
        why: str = "",
        todo: str = "",
        ask: str = "",
        appeal: str = "",
        code: str | None = None,
    ) -> None:
        super().__init__(what, why=why, todo=todo, code=code)
        self.rule, self.ask, self.appeal = rule, ask, appeal


class NotFound(AnxinError):
    """Nothing under that name that the asker may know of; the same words whether hidden or absent."""

    code = "not-found"


class Invalid(AnxinError):
    """What was handed in breaks a stated form; `field` is its place, `read` what stood there."""

    code = "invalid"

    def __init__(self, what: str, *, field: str = "", read: str = "", allowed: str = "", todo: str = "") -> None:
        super().__init__(what, why=f"allowed: {allowed}" if allowed else "", todo=todo)
        self.field, self.read, self.allowed = field, read, allowed


class Conflict(AnxinError):
    """The state of things no longer allows the act (somebody was first)."""

    code = "conflict"
