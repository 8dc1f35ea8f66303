"""Every route is guarded: it is on the short public list, or refuses whoever has not signed in; and each console route
answers each role as the table below says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from anxin.kernel.access.models import User
from tests.cast import PACK
from tests.unit.web.console.desks import DESKS, at_desk, on_desks
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of

pytestmark = pytest.mark.django_db

# Open without signing in, each for its reason.
PUBLIC = {
    "": "the landing page",
    "c/": "typing a code's number at a door",
    "c/<str:code>": "whoever is shown a code may read it",
    "c/<str:code>/before": "what a code that is not green means",
    "c/<str:code>/confirm": "a household confirms what it was shown",
    "k/<str:code>": "a screen's code, for as long as it is shown",
    "v": "the check page is one file for everybody",
    "v/answer": "a part of it",
    "v/explanations": "a part of it",
    "offline.js": "a part of it",
    "carry/<str:link>": "a relative's phone, with the link and the number that the holder gave",
    "carried": "the same phone, by its own secret",
    "carried/showing": "the same",
    "lookup": "who forgot phone and card; answered alike for every number",
    "lookup/show": "the same",
    "v/<str:token>": "whoever holds the token is the household of that visit",
    "v/<str:token>/leave": "the same",
    "v/<str:token>/receipt.json": "the same",
    "v/<str:token>/rate": "the same",
    "v/<str:token>/complain": "the same",
    "l/<str:code>": "the goods in a package, for whoever holds it; it names nobody",
    "api/v1/tracing/<service>/lots/<code>": "as l/<code>",
    "services/": "what can be asked for is no secret",
    "q/new/<slug:service>/<str:code>": "anybody may ask; the person answers",
    "q/<str:link>": "whoever holds the link asked",
    "q/at/<slug:peer>/<str:dataset>": "the same at another platform: anybody may ask, the person answers there",
    "q/there/<str:link>": "whoever holds the link asked",
    "api/v1/codes/<code>/inquiries": "as q/new",
    "api/v1/own-inquiry": "as q/<link>",
    "buyers": "who asks about a firm abroad needs no account, and leaves no trace",
    "buyers/like": "the same, while it is typed",
    "buyers/record": "how often the light was right is published",
    "buyers/table": "as buyers; the table is not kept",
    "buyers/firm/<str:firm>": "a firm abroad, by rules that are public",
    "o/": "what is on offer is no secret",
    "o/<slug:service>/<slug:slug>": "the same; anybody may apply",
    "o/<slug:service>/<slug:slug>/draw.json": "a draw is there to be checked; it names nobody",
    "a/<str:token>": "whoever holds the link applied",
    "a/<str:token>/<application_act:act>": "the same",
    "b/<str:token>": "whoever holds the link was offered it",
    "b/<str:token>/<benefit_act:act>": "the same",
    "services/<slug:service>/notices": "words a desk posts for everybody, where the requester allows it",
    "r/": "whoever asked, by their phone; answered alike for every number",
    "r/new/<slug:service>/<slug:matter>": "anybody may ask; the service says whether without a name",
    "r/mine/": "the browser that proved the phone, for an hour",
    "r/mine/leave": "the same",
    "r/mine/<str:public_id>": "the same; nothing is found without it",
    "r/mine/<str:public_id>/file/<str:attachment>": "the same",
    "r/mine/<str:public_id>/<request_act:act>": "the same",
    "r/<str:token>": "whoever holds the link is the requester",
    "r/<str:token>/receipt": "the same",
    "r/<str:token>/file/<str:public_id>": "the same",
    "r/<str:token>/<request_act:act>": "the same",
    "peers/1": "another platform, by its signature",
    "api/v1/matters": "what can be asked for is no secret",
    "api/v1/datasets": "which data there are, whose and for whom, is no secret",
    "api/v1/datasets/<name>": "the same",
    "api/v1/own-request": "whoever holds the token is the requester",
    "api/v1/own-request/files/<file_id>": "the same",
    "api/v1/own-request/agree": "the same",
    "api/v1/own-request/contest": "the same",
    "api/v1/own-request/add": "the same",
    "api/v1/own-request/withdraw": "the same",
    "api/v1/offers": "as o/",
    "api/v1/offers/<service>/<offer>/draw": "the same",
    "api/v1/schemes": "what mutual aid offers is no secret",
    "api/v1/own-claim": "as b/<token>",
    "api/v1/own-claim/consent": "the same",
    "api/v1/own-claim/decline": "the same",
    "api/v1/own-application": "as a/<token>",
    "api/v1/own-application/accept": "the same",
    "api/v1/own-application/decline": "the same",
    "api/v1/own-application/cancel": "the same",
    "open311/v2/services.<str:format>": "an open register, as the standard has it",
    "open311/v2/services/<str:service_code>.<str:format>": "the same",
    "open311/v2/requests.<str:format>": "the same: kind, county, state and days; filing wants a key",
    "open311/v2/requests/<str:number>.<str:format>": "the same",
    "open311/v2/tokens/<str:token>.<str:format>": "the same",
    "reconcile": "registers of firms are published; counted by address",
    **{f"reconcile/{one}": "the same" for one in ("properties", "preview")},
    **{f"reconcile/suggest/{one}": "the same" for one in ("entity", "property", "type")},
    "match/<slug:among>": "the same; lists of sanctions are published too",
    "api/v1/codes/<code>/scan": "as c/<code>",
    "api/v1/check": "the same, for whoever holds a credential, a handle or a card's id",
    "api/v1/showings/confirm": "as c/<code>/confirm",
    "api/v1/visits/<token>/rating": "as v/<token>/rate",
    "api/v1/visits/<token>/complaint": "as v/<token>/complain",
    "api/v1/openapi.json": "how to ask is no secret",
    "api/v1/docs": "the same",
    "api/v1/": "the same",
    "api/v1/rule-sets": "the rules are published texts",
    "api/v1/<path:rest>": "says that there is no such route",
    "s": "what readers of cards need is published",
    "s/<int:number>": "the same; it names nobody",
    "catalogue.jsonld": "which data there are is published",
    ".well-known/anxin-keys": "public keys are public",
    ".well-known/jwks.json": "the same",
    ".well-known/anxin-issuer": "the same",
    ".well-known/anxin-journal-roots": "roots of the journal are published, and are hashes",
    ".well-known/anxin-journal-roots/<int:after>": "the same",
    "elder": "a cookie that says nothing about a person",
    "i18n/setlang/": "the same",
    "accounts/login/": "signing in",
    "accounts/logout/": "signing out",
}
SAMPLE = {
    "public_id": "aaaaaaaaaaaaaaaa",
    "record": 1,
    "entry": 1,
    "number": 1,
    "slug": "x",
    "code": "x",
    "token": "x",
    "rest": "x",
    "case_id": "aaaaaaaaaaaaaaaa",
    "file_id": "aaaaaaaaaaaaaaaa",
    "pack": "x",
    "matter": "x",
    "kind": "x",
    "key": "x",
    "account_kind": "x",
    "deed": "note",
    "act": "consent",
    "service": "x",
    "offer": "x",
    "application_id": "aaaaaaaaaaaaaaaa",
    "claim_id": "aaaaaaaaaaaaaaaa",
    "roster_id": "aaaaaaaaaaaaaaaa",
    "scheme": "x",
    "peer": "nobody",
    "dataset": "x.y",
    "grant_id": "aaaaaaaaaaaaaaaa",
    "inquiry_id": "aaaaaaaaaaaaaaaa",
    "link": "aaaaaaaaaaaaaaaa",
    "correction_id": "aaaaaaaaaaaaaaaa",
    "name": "x.y",
    "kept": "aaaaaaaaaaaaaaaa",
    "merged": "bbbbbbbbbbbbbbbb",
    "capture_id": "aaaaaaaaaaaaaaaa",
    "other": "x",
    "digest": "x",
    "firm": "x:y",
    "among": "default",
}


def routes() -> Iterator[tuple[str, URLPattern]]:
    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, here)
            else:
                yield here, pattern

    return walk(get_resolver(), "")


def address(route: str) -> str:
    """The route with something in the place of each of its arguments."""
    for name, value in SAMPLE.items():
        for converter in ("str:", "int:", "path:", "slug:", "benefit_act:", ""):
            route = route.replace(f"<{converter}{name}>", str(value))
    assert "<" not in route, f"{route}: name a sample for its argument"
    return f"/{route}"


def test_the_public_list_names_only_routes_there_are() -> None:
    assert set(PUBLIC) - {route for route, _pattern in routes()} == set()


@pytest.mark.parametrize("route", sorted({route for route, _pattern in routes()} - set(PUBLIC)))
def test_a_stranger_is_refused(route: str) -> None:
    client = Client()
    answers = [client.get(address(route)), client.post(address(route), {})]
    told = [answer for answer in answers if answer.status_code != 405]
    assert told, "the route answers neither GET nor POST"
    for answer in told:
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
        assert to_sign_in or answer.status_code in (401, 403), (route, answer.status_code)


@pytest.fixture
def stage(db: None, settings: Settings) -> Stage:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return on_desks()


OPEN, NO, HIDDEN, WRONG = 200, 403, 404, 400
# By role, in the order of DESKS: province, city, county, clerk of Anjia, clerk of Leju, auditor, gate. Fang is Anjia's.
EXPECTED: dict[str, tuple[int, ...]] = {
    "dashboard": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, 302),
    "registry": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "join": (NO, NO, NO, OPEN, OPEN, NO, NO),
    "person": (OPEN, OPEN, OPEN, OPEN, HIDDEN, NO, NO),
    "proof_of_day": (OPEN, OPEN, OPEN, OPEN, HIDDEN, NO, NO),
    "proof": (OPEN, OPEN, OPEN, OPEN, HIDDEN, NO, NO),
    "enter_evidence": (NO, OPEN, NO, NO, NO, NO, NO),
    "correct_evidence": (NO, OPEN, NO, NO, NO, NO, NO),
    "withdraw_evidence": (NO, OPEN, NO, NO, NO, NO, NO),
    "dispute_evidence": (NO, NO, NO, OPEN, HIDDEN, NO, NO),
    "leave": (NO, NO, NO, OPEN, HIDDEN, NO, NO),
    "issue_card": (NO, OPEN, NO, NO, NO, NO, NO),
    "scan": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, OPEN),
    "lookup": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, OPEN),
    "cards": (NO, OPEN, NO, OPEN, OPEN, NO, NO),
    "card_run": (NO, HIDDEN, NO, HIDDEN, HIDDEN, NO, NO),
    "card_run_pdf": (NO, HIDDEN, NO, HIDDEN, HIDDEN, NO, NO),
    "card_sheets": (NO, HIDDEN, NO, HIDDEN, HIDDEN, NO, NO),
    "uploads": (NO, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "upload": (NO, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "upload_problems": (NO, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "blank_table": (NO, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "rules": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN),
    "rule_set": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN),
    "rule_set_file": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN),
    "try_rules": (OPEN, OPEN, NO, NO, NO, OPEN, NO),
    "drafts": (OPEN, OPEN, NO, NO, NO, OPEN, NO),
    "draft": (HIDDEN, HIDDEN, NO, NO, NO, HIDDEN, NO),
    "edit_draft": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "edit_rules": (OPEN, OPEN, NO, NO, NO, NO, NO),
    "draft_file": (HIDDEN, HIDDEN, NO, NO, NO, HIDDEN, NO),
    "draft_scenarios": (HIDDEN, HIDDEN, NO, NO, NO, HIDDEN, NO),
    "journal": (NO, NO, NO, NO, NO, OPEN, NO),
    "feedback": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    # Of a service that is not there; who may not count everybody is not told so.
    "areas": (HIDDEN, HIDDEN, NO, NO, NO, HIDDEN, NO),
    "areas_csv": (HIDDEN, HIDDEN, NO, NO, NO, HIDDEN, NO),
    # Books hang on seats; an auditor needs none. These are not there.
    "books": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, NO),
    "book": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "book_accounts": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "book_account": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "book_account_csv": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "book_account_xlsx": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "book_document": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "data": (OPEN, OPEN, OPEN, NO, NO, OPEN, NO),
    # Of a dataset and a grant that are not there.
    "data_set": (HIDDEN, HIDDEN, HIDDEN, NO, NO, HIDDEN, NO),
    "data_grant": (HIDDEN, HIDDEN, HIDDEN, NO, NO, HIDDEN, NO),
    "peers": (OPEN, OPEN, NO, NO, NO, NO, NO),
    # Two files that may be one person's: a city's desk.
    "merging": (NO, OPEN, NO, NO, NO, NO, NO),
    "merging_pair": (NO, OPEN, NO, NO, NO, NO, NO),
    # Whose cases these pages hold hangs on seats, of which nobody here has one; no counter without one.
    "cases": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "cases_csv": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "cases_xlsx": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "case_board": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "case_counter": (NO, NO, NO, NO, NO, NO, NO),
    "case_new": (NO, NO, NO, NO, NO, NO, NO),
    "case": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "case_file": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    # Of an offer and an application that are not there.
    "allotments": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    "allotment": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "allotment_application": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    # Numbers and names of unions hang on seats, too; of a union that is not there.
    "unions": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, NO),
    "union": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    # Goods of a service that is not there.
    "goods": (OPEN, OPEN, OPEN, OPEN, OPEN, NO, NO),
    **dict.fromkeys(("goods_of", "lot"), (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO)),
    # Mutual aid hangs on seats as books do; of a scheme, a roster, a claim and a run that are not there.
    "aid": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, NO),
    **dict.fromkeys(
        ("aid_scheme", "aid_paid", "aid_paid_csv", "aid_paid_xlsx", "aid_rosters", "aid_blank", "aid_roster"),
        (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    ),
    "aid_premiums": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    **dict.fromkeys(
        ("aid_claims", "aid_claim_new", "aid_claim", "aid_replay", "aid_payments"),
        (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    ),
    **dict.fromkeys(("aid_run", "aid_run_csv", "aid_run_xlsx"), (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO)),
}
POSTED: dict[str, tuple[int, ...]] = {
    "find": (302, 302, 302, 302, 302, NO, NO),
    "confirm_upload": (NO, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "discard_upload": (NO, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "check_journal": (NO, NO, NO, NO, NO, OPEN, NO),
    "continue_card_run": (NO, HIDDEN, NO, HIDDEN, HIDDEN, NO, NO),
    "save_draft": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "check_cell": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "propose_draft": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "withdraw_draft": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "publish_draft": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "book_find": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "book_close": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    "book_reverse": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO),
    # Of a dataset, a grant and a report that are not there; a day comes before.
    "ask_data": (WRONG, WRONG, WRONG, NO, NO, NO, NO),
    "read_data": (HIDDEN, HIDDEN, HIDDEN, NO, NO, NO, NO),
    "report_data": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "decide_data": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "assess_data": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    "withdraw_data": (HIDDEN, HIDDEN, HIDDEN, NO, NO, HIDDEN, NO),
    "settle_data": (NO, HIDDEN, NO, NO, NO, NO, NO),
    **dict.fromkeys(("add_paper", "declare_wrong"), (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO)),
    **dict.fromkeys(("add_site", "trace"), (HIDDEN, HIDDEN, HIDDEN, NO, NO, NO, NO)),
    # With a peer that is not there.
    "reconcile_peer": (HIDDEN, HIDDEN, NO, NO, NO, NO, NO),
    # Without a reason.
    "merging_merge": (NO, WRONG, NO, NO, NO, NO, NO),
    "merging_split": (NO, WRONG, NO, NO, NO, NO, NO),
    "case_lists": (WRONG, WRONG, WRONG, WRONG, WRONG, NO, NO),
    "cases_together": (302, 302, 302, 302, 302, NO, NO),
    "case_act": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "case_counter_number": (NO, NO, NO, NO, NO, NO, NO),
    "case_counter_open": (NO, NO, NO, NO, NO, NO, NO),
    "case_counter_verdict": (NO, NO, NO, NO, NO, NO, NO),
    "allotment_act": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "allotment_apply": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "allotment_application_act": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    **dict.fromkeys(
        ("aid_claim_act", "aid_claims_approve", "aid_claims_find", "aid_roster_act", "aid_run_continue"),
        (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    ),
}


def console_routes() -> list[URLPattern]:
    return [pattern for route, pattern in routes() if route.startswith("console/")]


def place(pattern: URLPattern, stage: Stage) -> str:
    """The route's address on the stage: Fang, one of her records, Wenzhou's rules, an upload or draft not there."""
    absent = "upload" in str(pattern.name) or "draft" in str(pattern.name)
    held = {
        "public_id": SAMPLE["public_id"] if absent else stage.cast.fang.public_id,
        "record": stage.cast.fang.evidence.get(kind="police_check").pk,
        "number": stage.cast.fang.outcomes.get(slot__isnull=False).pk,
        "slug": "roster" if pattern.name == "blank_table" else "wenzhou-2021-01-01",
        "kept": stage.cast.fang.public_id,
        "merged": stage.cast.mei.public_id,
        **{name: SAMPLE[name] for name in ("pack", "matter", "deed", "file_id", "kind", "key", "account_kind")},
        **{name: SAMPLE[name] for name in ("peer", "dataset", "name", "code", "digest")},
    }
    wanted = pattern.pattern.converters
    return reverse(f"console:{pattern.name}", kwargs={name: held[name] for name in wanted})


def test_every_console_route_stands_in_the_table() -> None:
    assert {pattern.name for pattern in console_routes()} == set(EXPECTED) | set(POSTED)


@pytest.mark.parametrize("who", DESKS)
def test_each_role_gets_what_the_table_says(stage: Stage, who: str) -> None:
    desk, column = at_desk(who), DESKS.index(who)
    found = {}
    for pattern in console_routes():
        answer = desk.post(place(pattern, stage)) if pattern.name in POSTED else desk.get(place(pattern, stage))
        found[pattern.name] = answer.status_code
    assert found == {name: row[column] for name, row in (EXPECTED | POSTED).items()}


def test_a_worker_has_no_desk(stage: Stage) -> None:
    worker = Client()
    assert worker.login(username=account_of(stage.cast.fang, "fang"), password=PASSWORD)
    for pattern in console_routes():
        ask = worker.post if pattern.name in POSTED else worker.get
        assert ask(place(pattern, stage)).status_code == NO, pattern.name


def test_an_account_without_an_appointment_has_no_desk(stage: Stage) -> None:
    client = Client()
    client.force_login(User.objects.create_user(username="nobody", password=PASSWORD))
    for pattern in console_routes():
        ask = client.post if pattern.name in POSTED else client.get
        assert ask(place(pattern, stage)).status_code == NO, pattern.name


def test_a_refusal_says_why_whom_to_ask_and_how_to_appeal(stage: Stage) -> None:
    page = at_desk("lin").get(reverse("console:journal")).content.decode()
    for said in ("发生了什么", "原因", "怎么办", "向谁询问"):
        assert said in page
    assert PACK not in page
