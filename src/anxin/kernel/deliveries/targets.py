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
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from anxin.kernel.errors import AnxinError

KINDS = ("open311", "webhook")
KEYS = {"kind", "url", "secret_env", "jurisdiction", "services", "desks", "private"}
SLUG = re.compile(r"[a-z][a-z0-9_-]{0,39}")
LOCAL = {"127.0.0.1", "::1", "localhost"}


class TargetsInvalid(AnxinError):
    """The file of targets cannot be used."""

    code = "deliveries.targets"


@dataclass(frozen=True)
class Target:
    """One system. `secret` is empty where the operator gave none; `services` are its codes by "service/matter"."""

    slug: str
    kind: str
    url: str
    secret: str = field(repr=False, default="")
    jurisdiction: str = ""
    services: Mapping[str, str] = field(default_factory=dict)
    desks: frozenset[str] = frozenset()
    private: bool = False


def targets() -> dict[str, Target]:
    """The targets by slug; none where the site has no such file. Raises TargetsInvalid."""
    path = Path(settings.TARGETS_FILE)
    if not path.is_file():
        return {}
    return _read(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> dict[str, Target]:
    try:
        held = YAML(typ="safe", pure=True).load(Path(path).read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError) as fault:
        raise TargetsInvalid(_("%(file)s cannot be read: %(fault)s") % {"file": path, "fault": fault}) from None
    named = held.get("targets") if isinstance(held, dict) else None
    if not isinstance(named, dict):
        raise TargetsInvalid(_("%(file)s: the key “targets” is missing.") % {"file": path})
    return {str(slug): _target(path, str(slug), form) for slug, form in named.items()}


def _target(path: str, slug: str, form: Any) -> Target:
    def wrong(what: str) -> TargetsInvalid:
        return TargetsInvalid(f"{path}: {slug}: {what}", todo=_("Mend the file; nothing is sent until then."))

    if not SLUG.fullmatch(slug) or not isinstance(form, dict):
        raise wrong(_("a target is a name in small letters with keys under it"))
    unknown = sorted(set(form) - KEYS)
    if unknown:
        raise wrong(_("unknown key %(key)s; allowed: %(keys)s") % {"key": unknown[0], "keys": ", ".join(sorted(KEYS))})
    if form.get("kind") not in KINDS:
        raise wrong(_("kind is one of %(kinds)s") % {"kinds": ", ".join(KINDS)})
    url = urlsplit(str(form.get("url", "")))
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOCAL):
        raise wrong(_("the url begins with https://"))
    if url.username or url.query or url.fragment or not url.hostname:
        raise wrong(_("the url has a host and a path, and nothing else"))
    secret = os.environ.get(str(form["secret_env"]), "") if form.get("secret_env") else ""
    if form.get("secret_env") and not secret:
        raise wrong(_("the environment variable %(name)s is empty") % {"name": form["secret_env"]})
    return Target(
        slug=slug,
        kind=str(form["kind"]),
        url=str(form["url"]).rstrip("/"),
        secret=secret,
        jurisdiction=str(form.get("jurisdiction", "")),
        services={str(key): str(code) for key, code in (form.get("services") or {}).items()},
        desks=frozenset(str(one) for one in form.get("desks") or ()),
        private=bool(form.get("private", False)) or url.hostname in LOCAL,
    )


def target_of_desk(pack: str, desk: str, area: str) -> Target | None:
    """The system behind a desk, where a desk is another platform's."""
    wanted = {f"{pack}/{desk}/{area}", f"{pack}/{desk}"}
    return next((one for one in targets().values() if one.desks & wanted), None)
