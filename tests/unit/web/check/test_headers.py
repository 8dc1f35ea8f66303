"""What a page of a code lets in and gives away: no script, picture or address of anybody else's, no referrer."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from anxin.kernel.codes.showing import letters
from tests.unit.web.check.scene import Scene

POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
CHECK_PAGE = ["/v", "/v/answer", "/v/explanations", "/offline.js"]
LOADED = re.compile(r'(?:src|href)="(/static/[^"?]+)"')
IN_SCRIPTS = re.compile(r"/static/[\w./-]+\.(?:js|css)|[\w-]+\.min\.(?:js|css)")
ORIGIN = re.compile(r"(?:https?:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}|(?:https?|wss?)://[\w.-]+", re.I)


def policy(address: str) -> set[str]:
    return {part.strip() for part in Client().get(address)["Content-Security-Policy"].split(";") if part.strip()}


@pytest.mark.parametrize("address", CHECK_PAGE)
def test_the_check_page_names_its_own_origin_as_the_only_one(scene: Scene, address: str) -> None:
    assert policy(address) == POLICY
    assert Client().get(address)["Referrer-Policy"] == "no-referrer"


def test_the_short_addresses_do_the_same_and_their_referrer_stays_on_the_site(scene: Scene) -> None:
    """Not `no-referrer`, as browsers then send no origin with the page's own forms."""
    for address in (f"/c/{scene.stage.fang.public}", f"/k/{letters(scene.screen(scene.fang))}", "/c/aaaaaaaaaaaaaaaa"):
        answer = Client().get(address)
        assert policy(address) == POLICY
        assert answer["Referrer-Policy"] == "same-origin"
        assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


def foreign(text: str) -> list[str]:
    return [found for found in ORIGIN.findall(text) if not found.startswith(("http://www.w3.org",))]


def loaded(text: str) -> set[str]:
    """The files that a page or script names, and those that they name."""
    todo = {name.removeprefix("/static/") for name in LOADED.findall(text)}
    found: set[str] = set()
    while todo:
        name = todo.pop()
        found.add(name)
        told = IN_SCRIPTS.findall(read(name))
        todo |= {one.removeprefix("/static/") if "/static/" in one else f"vendor/{one}" for one in told} - found
    return found


def read(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str), name
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_no_address_of_anybody_else_stands_in_the_check_page_or_in_what_it_loads(scene: Scene) -> None:
    page = "".join(Client().get(address).content.decode() for address in CHECK_PAGE)
    files = loaded(page)

    assert {"vendor/check.min.js", "vendor/check.min.css", "vendor/check-later.min.js"} <= files
    assert {name: foreign(read(name)) for name in sorted(files)} == {name: [] for name in sorted(files)}
    assert foreign(page) == []


def test_a_site_under_https_tells_browsers_to_stay_there(settings, scene: Scene) -> None:  # type: ignore[no-untyped-def]  # -- pytest's own fixture
    settings.SECURE_HSTS_SECONDS = 31_536_000

    answer = Client().get("/v", secure=True)

    assert answer["Strict-Transport-Security"] == "max-age=31536000"
