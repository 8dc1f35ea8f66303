"""What a phone is sent: one small file at first, the stand-ins only where they are needed, and squares it can draw and
read."""

from __future__ import annotations

import gzip

import pytest
import segno
from playwright.sync_api import Browser

from anxin.credentials import EDDSA, Card, Screen, issue, to_digits
from tests.journeys.verifier.conftest import OLD_PHONE, InBrowser
from tests.journeys.verifier.issuing import CARD, ORIGIN, SCREEN, Issuer
from tools.vendor_frontend import VENDOR, verifier

pytestmark = [pytest.mark.browser, pytest.mark.static]

ISSUER = Issuer()
CHECKING = """async ([keyList, roots, token, now]) => {
  const verifier = await import('/static/vendor/verify.min.js');
  const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const keys = await verifier.readKeyList(bytes(keyList), roots, now);
  return (await verifier.verifyToken(bytes(token), { keys: keys, now: now })).kind;
}"""


def loaded(browser: Browser, origin: str, *, first: str = "") -> list[str]:
    """The files that a page fetches to check a card."""
    page = browser.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(origin)))
    if first:
        page.add_init_script(first)
    page.goto(origin)
    entry = ISSUER.entry(CARD)
    kind = page.evaluate(CHECKING, [entry["keyList"], entry["roots"], entry["token"], entry["now"]])
    page.close()
    assert kind == "card"
    return [address for address in fetched if address.startswith("/static/")]


def test_todays_browser_loads_one_file_and_an_old_phone_one_more(browser: Browser, origin: str) -> None:
    assert loaded(browser, origin) == ["/static/vendor/verify.min.js"]
    assert loaded(browser, origin, first=OLD_PHONE) == ["/static/vendor/verify.min.js", "/static/vendor/p256.min.js"]


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("verify.min.js", 6_500),
        ("p256.min.js", 16_000),
        ("ed25519.min.js", 14_000),
        ("sm2.min.js", 22_000),
        ("inflate.min.js", 3_000),
        ("qr-draw.min.js", 4_000),
        ("qr-read.min.js", 16_000),
    ],
)
def test_files_stay_small(name: str, most: int) -> None:
    assert len(gzip.compress((VENDOR / name).read_bytes())) <= most


def test_the_verifier_at_set_up_is_made_of_the_modules_that_lie_here() -> None:
    assert (VENDOR / "verify.min.js").read_text("utf-8") == verifier(), "run `make setup`"


def test_without_the_means_the_verifier_says_so_and_calls_no_code_altered(in_browser: InBrowser) -> None:
    entries = [issuer.entry(claims) for issuer in (ISSUER, Issuer(EDDSA)) for claims in (CARD, SCREEN)]
    read = in_browser("judgeAll", entries, without=OLD_PHONE, missing="**/vendor/*25*.min.js")
    assert read == [{"unable": True}] * 4


@pytest.mark.parametrize(("claims", "level"), [(CARD, "M"), (SCREEN, "L")], ids=["a card's", "a screen's"])
def test_a_square_drawn_on_the_phone_is_as_small_as_it_can_be_and_read_back(
    in_browser: InBrowser, claims: Card | Screen, level: str
) -> None:
    digits = to_digits(issue(claims, ISSUER.key))
    address = f"{ORIGIN}/v#"
    parts = [(address, segno.consts.MODE_BYTE), (digits, segno.consts.MODE_NUMERIC)]
    made = segno.make(parts, error=level, micro=False)  # type: ignore[arg-type]  # -- its types leave out several parts
    drawn = in_browser("square", {"address": address, "digits": digits, "level": level})
    assert (drawn["version"], set(drawn["texts"]), drawn["others"]) == (made.version, {address + digits}, [])
