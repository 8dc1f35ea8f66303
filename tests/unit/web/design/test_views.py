"""The elder view, the language switch, refusals, and the policy every page is sent under."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation

from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.web.design import errors
from anxin.web.design.colours import COLOURS, EVERY, colour_named
from anxin.web.design.middleware import refusal_of
from anxin.web.design.templatetags.design import shape

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_here(rf: RequestFactory) -> HttpRequest:
    return rf.get("/nowhere")


@pytest.mark.parametrize(("on", "kept"), [("1", "1"), ("0", ""), ("yes", "")])
def test_the_elder_view_is_kept_in_one_cookie(client: Client, on: str, kept: str) -> None:
    answer = client.post("/elder", {"on": on, "next": "/c/aaaaaaaaaaaaaaaa"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/c/aaaaaaaaaaaaaaaa")
    assert answer.cookies["elder"].value == kept


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_switch_leads_nowhere_else(client: Client, there: str) -> None:
    assert client.post("/elder", {"on": "1", "next": there}).headers["Location"] == "/"


def test_a_link_cannot_switch_the_view(client: Client) -> None:
    assert client.get("/elder?on=1").status_code == 405


def test_the_language_follows_the_browser_until_it_is_chosen(client: Client) -> None:
    assert 'lang="zh-Hans"' in client.get("/", headers={"accept-language": "zh-CN"}).content.decode()
    assert '<html lang="en"' in client.get("/", headers={"accept-language": "en-GB"}).content.decode()
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    assert '<html lang="zh-Hans"' in client.get("/", headers={"accept-language": "en-GB"}).content.decode()


def test_chinese_comes_first_for_every_other_language(client: Client) -> None:
    assert '<html lang="zh-Hans"' in client.get("/", headers={"accept-language": "fr"}).content.decode()


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/c/aaaaaaaaaaaaaaaa", "/nowhere"])
def test_pages_are_sent_under_a_strict_policy(client: Client, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("view", [errors.bad_request, errors.forbidden, errors.not_found, errors.too_many])
def test_every_refusal_says_what_why_and_what_to_do(request_here: HttpRequest, view: object, language: str) -> None:
    assert callable(view)
    with translation.override(language):
        page = view(request_here, Exception()).content.decode()
    facts = re.findall(r"<dt>(.+?)</dt><dd>(.*?)</dd>", page)
    assert [bool(said.strip()) for _title, said in facts] == [True] * len(facts)
    assert len(facts) >= 3


def test_a_broken_page_needs_neither_database_nor_session(rf: RequestFactory, client: Client) -> None:
    answer = errors.broken(rf.get("/"))
    assert answer.status_code == 500
    assert "系统出了故障" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("what", rule="a.rule", why="why", todo="todo", ask="ask", appeal="appeal"), 403),
        (NotFound("what"), 404),
        (Conflict("what"), 409),
        (Invalid("what"), 400),
    ],
)
def test_what_the_kernel_refuses_keeps_its_words(error: Refused, status: int) -> None:
    page = refusal_of(error)
    assert (page.status, page.happened) == (status, "what")
    assert all((page.title, page.why, page.remedy))


def test_a_refusal_names_who_to_ask_and_how_to_object() -> None:
    error = Refused("what", rule="a.rule", ask="Ask the bureau.", appeal="Object there.")
    assert refusal_of(error).ask == "Ask the bureau. Object there."


def test_each_colour_has_a_shape_of_its_own() -> None:
    drawings = {shape(colour) for colour in EVERY}
    assert len(drawings) == len(EVERY) == 5


def test_an_unknown_colour_is_shown_as_grey() -> None:
    assert colour_named("turquoise") == COLOURS["grey"]


@pytest.mark.parametrize(
    ("address", "home"), [("/nowhere", "/"), ("/console/nowhere", "/console/"), ("/consoles", "/"), ("/c/x/y", "/")]
)
@pytest.mark.parametrize("view", [errors.not_found, errors.forbidden])
def test_a_refusal_leads_back_to_where_the_reader_is(rf: RequestFactory, address: str, home: str, view: object) -> None:
    assert callable(view)
    page = view(rf.get(address), Exception()).content.decode()
    brand_and_way = re.findall(r'<a class="ax-(?:brand|button[^"]*)" href="([^"]*)"', page)
    assert brand_and_way == [home, home]


def test_a_fault_of_ours_at_a_desk_leads_back_to_the_desk(rf: RequestFactory) -> None:
    assert 'href="/console/"' in errors.broken(rf.get("/console/uploads/")).content.decode()


def test_who_has_no_desk_is_not_sent_back_to_one(rf: RequestFactory) -> None:
    refused = refusal_of(Refused("x", rule="console.desk"))
    page = errors.refuse(rf.get("/console/journal/"), refused).content.decode()
    assert 'href="/console/"' not in page
