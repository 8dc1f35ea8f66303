"""The systems a site delivers to: one YAML file of the operator's, nothing that a pack or a page could change.

```yaml
targets:
  city-platform:
    kind: open311            # or webhook
    url: https://open311.example.gov.cn/v2
    secret_env: CITY_KEY     # the name of an environment variable; the secret itself never stands in the file
    jurisdiction: wenzhou
    services: {hazards/report: "042"}
    desks: [hazards/fire/330300]
    updates: true            # it takes updates of a request (servicerequestupdates)
    private: false           # true lets it lie in a private network
```
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from anxin.kernel.errors import AnxinError

KINDS = ("open311", "webhook")
KEYS = {"kind", "url", "secret_env", "jurisdiction", "services", "desks", "private", "unsigned", "updates"}
SLUG = re.compile(r"[a-z][a-z0-9_-]{0,39}")
LOCAL = {"127.0.0.1", "::1", "localhost"}


class TargetsInvalid(AnxinError):
    """The file of targets cannot be used."""

    code = "deliveries.targets"


@dataclass(frozen=True)
class Target:
    """One system. `services` are its codes by "service/matter". `fault`: why nothing can be sent there now, such as a
    secret that is not set; its messages wait."""

    slug: str
    kind: str
    url: str
    secret: str = field(repr=False, default="")
    jurisdiction: str = ""
    services: Mapping[str, str] = field(default_factory=dict)
    desks: frozenset[str] = frozenset()
    private: bool = False
    updates: bool = False
    fault: str = ""


def targets() -> dict[str, Target]:
    """The targets by slug; none where the site has no such file. Raises TargetsInvalid, naming file and line."""
    path = Path(settings.TARGETS_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return {}
    return {slug: _with_secret(form) for slug, form in _read(str(path), changed).items()}


@dataclass(frozen=True)
class _Form:
    """A target as it stands in the file; the variable is looked up each time."""

    target: Target
    variable: str


def _with_secret(form: _Form) -> Target:
    held, name = form.target, form.variable
    secret = os.environ.get(name, "") if name else ""
    fault = f"the environment variable {name} is empty" if name and not secret else ""
    return Target(**{**vars(held), "secret": secret, "fault": fault})


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> dict[str, _Form]:
    try:
        held = YAML(typ="rt", pure=True).load(Path(path).read_text("utf-8"))
    except (YAMLError, OSError, UnicodeDecodeError, ValueError) as fault:
        raise TargetsInvalid(_("%(file)s cannot be read: %(fault)s") % {"file": path, "fault": fault}) from None
    named = held.get("targets") if isinstance(held, dict) else None
    if not isinstance(named, dict):
        raise TargetsInvalid(_("%(file)s: the key “targets” is missing.") % {"file": path})
    forms = {str(slug): _Reading(path, str(slug), _line(named, slug), form).form() for slug, form in named.items()}
    _require_one_target_a_desk(path, forms)
    return forms


def _line(held: Any, key: Any) -> int:
    """The line of a key, counted from 1."""
    try:
        return int(held.lc.key(key)[0]) + 1
    except (AttributeError, KeyError, TypeError):
        return 1


def _require_one_target_a_desk(path: str, forms: Mapping[str, _Form]) -> None:
    seen: dict[str, str] = {}
    for slug, form in forms.items():
        for desk in sorted(form.target.desks):
            other = seen.setdefault(desk, slug)
            if other != slug:
                what = _("the desk %(desk)s is two targets': %(one)s and %(other)s")
                raise TargetsInvalid(f"{path}: " + what % {"desk": desk, "one": other, "other": slug})


@dataclass(frozen=True)
class _Reading:
    """Reading one target; each fault names file, line and target."""

    path: str
    slug: str
    line: int
    held: Any

    def wrong(self, what: str, key: str = "") -> TargetsInvalid:
        line = _line(self.held, key) if key and isinstance(self.held, CommentedMap) and key in self.held else self.line
        return TargetsInvalid(
            f"{self.path}:{line}: {self.slug}: {what}", todo=_("Mend the file; nothing is sent until then.")
        )

    def form(self) -> _Form:
        if not SLUG.fullmatch(self.slug) or not isinstance(self.held, dict):
            raise self.wrong(_("a target is a name in small letters with keys under it"))
        self._require_known()
        url = self._url()
        variable = self._text("secret_env")
        if self.held["kind"] == "webhook" and not variable and not self._flag("unsigned"):
            raise self.wrong(_("a webhook has a secret_env, or says unsigned: true"), "kind")
        target = Target(
            slug=self.slug,
            kind=str(self.held["kind"]),
            url=str(self.held["url"]).rstrip("/"),
            jurisdiction=self._text("jurisdiction"),
            services=self._services(),
            desks=self._desks(),
            private=self._flag("private") or url.hostname in LOCAL,
            updates=self._flag("updates"),
        )
        return _Form(target, variable)

    def _require_known(self) -> None:
        unknown = sorted(str(key) for key in self.held if key not in KEYS)
        if unknown:
            allowed = ", ".join(sorted(KEYS))
            raise self.wrong(
                _("unknown key %(key)s; allowed: %(keys)s") % {"key": unknown[0], "keys": allowed}, unknown[0]
            )
        if self.held.get("kind") not in KINDS:
            raise self.wrong(_("kind is one of %(kinds)s") % {"kinds": ", ".join(KINDS)}, "kind")

    def _url(self) -> SplitResult:
        try:
            url = urlsplit(self._text("url"))
            port = url.port
        except ValueError:
            raise self.wrong(_("the url is no address"), "url") from None
        if port == 0 or not self._text("url").isprintable() or " " in self._text("url"):
            raise self.wrong(_("the url is no address"), "url")
        if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOCAL):
            raise self.wrong(_("the url begins with https://"), "url")
        if url.username or url.password or url.query or url.fragment or not url.hostname:
            raise self.wrong(_("the url has a host and a path, and nothing else"), "url")
        return url

    def _text(self, key: str) -> str:
        held = self.held.get(key, "")
        if not isinstance(held, str):
            raise self.wrong(_("%(key)s is a text") % {"key": key}, key)
        return str(held)

    def _flag(self, key: str) -> bool:
        held = self.held.get(key, False)
        if not isinstance(held, bool):
            raise self.wrong(_("%(key)s is true or false") % {"key": key}, key)
        return bool(held)

    def _services(self) -> dict[str, str]:
        held = self.held.get("services", {})
        if not isinstance(held, dict) or not all(isinstance(code, (str, int)) for code in held.values()):
            raise self.wrong(_("services are codes by service/matter"), "services")
        return {str(key): str(code) for key, code in held.items()}

    def _desks(self) -> frozenset[str]:
        held = self.held.get("desks", [])
        if not isinstance(held, list) or not all(isinstance(one, str) and 1 <= one.count("/") <= 2 for one in held):
            raise self.wrong(_("desks is a list of service/desk or service/desk/area"), "desks")
        return frozenset(str(one) for one in held)


UNREAD = "?"
"""Instead of a slug: the file could not be read when the message was made. Which target is meant, if any, is found out
once it can (trying)."""


def target_of_desk(pack: str, desk: str, area: str) -> Target | None:
    """The system behind a desk, where a desk is another platform's; a desk in one area goes before one everywhere.

    With a file that cannot be read the target is UNREAD: no request fails on account of the file, and none is missed.
    """
    try:
        known = targets().values()
    except TargetsInvalid as fault:
        return Target(UNREAD, "webhook", "", fault=fault.what)
    for wanted in (f"{pack}/{desk}/{area}", f"{pack}/{desk}"):
        if found := next((one for one in known if wanted in one.desks), None):
            return found
    return None
