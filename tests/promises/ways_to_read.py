"""Ways to read about one person: by every door, one by one and by the many, on a screen and as a file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.cases.filing import From
from anxin.kernel.cases.models import Seat
from anxin.kernel.codes.showing import Showing, ShowingKind, seal
from anxin.kernel.reference.queries import now
from tests.cast import NOON, OPERATOR, identity_number
from tests.promises.doors import typed
from tests.unit.kernel.cases.scene import filed, opened
from tests.unit.web.console.desks import DESKS, at_desk, on_desks
from tests.unit.web.phone.stage import MORNING, Stage, account_of

GOOD = f"{identity_number(101)},王小芳,通过,2021-10-20\r\n"
BAD = f"{identity_number(102)},李梅,也许,2021-02-30\r\n"
ROWS = f"身份证号,姓名,核查结论,核查日期\r\n{GOOD}{BAD}"
NAMES = ("王小芳", "王**", "王＊＊")


@dataclass(frozen=True)
class Scene:
    """The stage with every desk manned, keys for programs, a request of Fang's, a table with her row."""

    stage: Stage
    keys: Mapping[str, str] = field(repr=False)
    case: str
    upload: str
    handle: str
    folder: Path


Going = Callable[[Scene], tuple[bool, str]]


@dataclass(frozen=True)
class Way:
    """A way to read about Fang: who goes it, by which door, what is written down, and how it is gone."""

    who: str
    door: str
    act: str
    purpose: str
    go: Going


def page(who: str, address: Callable[[Scene], str], body: dict[str, str] | None = None) -> Going:
    def go(scene: Scene) -> tuple[bool, str]:
        desk = at_desk(who)
        desk.raise_request_exception = False
        answer = desk.get(address(scene)) if body is None else desk.post(address(scene), body)
        return answer.status_code == 200, readable(answer)

    return go


def program(who: str, address: Callable[[Scene], str]) -> Going:
    def go(scene: Scene) -> tuple[bool, str]:
        client = Client(headers={"authorization": f"Bearer {scene.keys[who]}"}, raise_request_exception=False)
        answer = client.get(f"/api/v1{address(scene)}")
        return answer.status_code == 200, readable(answer)

    return go


def at_the_door(scene: Scene) -> tuple[bool, str]:
    answer = Client(raise_request_exception=False).get(f"/c/{scene.stage.fang.public}")
    return answer.status_code == 200, readable(answer)


def on_line(scene: Scene) -> tuple[bool, str]:
    client = Client(raise_request_exception=False)
    body = json.dumps({"handle": scene.handle, "items": True})
    answer = client.post("/api/v1/check", body, content_type="application/json")
    return answer.status_code == 200, readable(answer)


def scanned(scene: Scene) -> tuple[bool, str]:
    return page("hu", lambda _scene: "/console/scan/", {"text": scene.stage.fang.public})(scene)


def command(*words: Callable[[Scene], str] | str) -> Going:
    def go(scene: Scene) -> tuple[bool, str]:
        try:
            said = typed(*(word if isinstance(word, str) else word(scene) for word in words))
        except OperationalError as fault:
            return False, str(fault)
        files = "".join(one.read_text("utf-8", "replace") for one in scene.folder.glob("out*"))
        return said.done, f"{said.told}{said.errors}{files}"

    return go


def readable(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode("utf-8", "replace")


def fang(scene: Scene) -> str:
    return scene.stage.cast.fang.public_id


WAYS: dict[str, Way] = {
    "the dossier": Way(
        "zhou", "console", "party.read", "supervision", page("zhou", lambda s: f"/console/people/{fang(s)}/")
    ),
    "the proof of a day": Way(
        "province",
        "console",
        "party.read",
        "supervision",
        page("province", lambda s: f"/console/people/{fang(s)}/proof.json"),
    ),
    "the registry": Way(
        "lin", "console", "party.list", "supervision", page("lin", lambda _s: "/console/registry/?name=小芳")
    ),
    "a scan at a gate": Way("hu", "console", "code.read", "door-check", scanned),
    "a scan at the door": Way("住户", "phone", "code.read", "door-check", at_the_door),
    "an online check": Way("住户", "check", "code.read", "door-check", on_line),
    "one person by the API": Way(
        "an", "api", "party.read", "employment", program("an", lambda s: f"/parties/{fang(s)}")
    ),
    "a list by the API": Way("an", "api", "party.list", "employment", program("an", lambda _s: "/parties")),
    "an outcome by the API": Way(
        "lin", "api", "party.read", "supervision", program("lin", lambda s: f"/parties/{fang(s)}/outcome")
    ),
    "a command": Way(
        "operator", "command", "party.read", "supervision", command("explain", fang, "--as-of", "2021-10-30")
    ),
    "a file by a command": Way(
        "operator",
        "command",
        "party.read",
        "supervision",
        command("export-outcome", fang, "--to", lambda s: str(s.folder / "out.json")),
    ),
    "a print run": Way(
        "operator",
        "command",
        "party.list",
        "supervision",
        command("cards", "print", "--agency", "安家乐家政", "--out", lambda s: str(s.folder / "cards.pdf")),
    ),
    "a batch brought in": Way(
        "zhou", "console", "upload.read", "supervision", page("zhou", lambda s: f"/console/uploads/{s.upload}/")
    ),
    "a faulty batch given back": Way(
        "zhou",
        "console",
        "upload.read",
        "supervision",
        page("zhou", lambda s: f"/console/uploads/{s.upload}/problems.xlsx"),
    ),
    "a desk's list of requests": Way(
        "huo", "console", "case.list", "case-work", page("huo", lambda _s: "/console/cases/")
    ),
    "a request": Way("huo", "console", "case.read", "case-work", page("huo", lambda s: f"/console/cases/{s.case}/")),
    "a file of requests": Way(
        "huo", "console", "case.export", "case-work", page("huo", lambda _s: "/console/cases/export.csv")
    ),
}


def built(folder: Path) -> Scene:
    """Everything that the ways need; nothing of it is yet a read about Fang by somebody else."""
    stage = on_desks()
    opened()
    Seat.objects.update(since=MORNING)  # the site plays the day at the real time of day, which may be before noon
    account_of(stage.cast.fang, "fang")
    keys = {
        name: issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username=name), label="ways")
        for name in (*DESKS, "fang")
    }
    case = filed(now(), sender=From(party=stage.cast.fang)).case
    file = SimpleUploadedFile("police.csv", ROWS.encode("utf-8-sig"))
    answer = at_desk("zhou").post("/console/uploads/", {"layout": "police_check", "file": file})
    upload = answer["Location"].rstrip("/").rpartition("/")[2]
    handle = seal(Showing(stage.fang.pk, ShowingKind.SCREEN, now()), nonce=bytes(4))
    return Scene(stage, keys, case.public_id, upload, handle.hex(), folder)
