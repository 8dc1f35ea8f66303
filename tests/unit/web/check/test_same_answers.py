"""The check answered in front and the one answered by Django are the same, field by field, for every kind of input."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anxin.kernel.access.actions import appoint, issue_token
from anxin.kernel.codes.models import CardEnd
from anxin.kernel.codes.showing import letters, opened
from anxin.kernel.journal import queries as journal
from anxin.kernel.journal.actor import Role
from anxin.web.check.limits import LIMITS
from tests.cast import NOON, OPERATOR
from tests.unit.web.check.scene import Answer, Scene, card_digits, in_django, in_front, screen_digits
from tests.unit.web.phone.stage import PASSWORD

CHANGING = {"as_of"}
# Sent by Django's middleware for pages alone, or about the connection.
HEADERS = {
    "content-type",
    "cache-control",
    "content-language",
    "content-length",
    "content-security-policy",
    "cross-origin-opener-policy",
    "referrer-policy",
    "retry-after",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-frame-options",
}


def both(body: Any, **headers: str) -> Answer:
    """The answer, given alike by both."""
    LIMITS.clear()
    front, django = in_front(body, **headers), in_django(body, **headers)
    assert (front.status, unlike(front)) == (django.status, unlike(django))
    assert {k: v for k, v in front.headers.items() if k in HEADERS} == {
        k: v for k, v in django.headers.items() if k in HEADERS
    }
    return front


def unlike(answer: Answer) -> dict[str, Any]:
    """What was said without what differs at every asking: the moment, and the fresh handle of a card."""
    said = {key: value for key, value in answer.said.items() if key not in CHANGING}
    return {**said, "showing": opened_code(said)} if "showing" in said else said


def opened_code(said: dict[str, Any]) -> Any:
    showing = opened(bytes.fromhex(said["showing"]))
    return showing and (showing.code_id, showing.kind)


def test_a_handle_shows_what_its_holder_stands_at(scene: Scene) -> None:
    handle = scene.screen(scene.fang)

    shown = both({"handle": handle.hex()}, accept_language="en")

    assert shown.status == 200
    said = {
        key: value for key, value in shown.said.items() if key not in {"as_of", "title", "sentence", "legal_source"}
    }
    assert said == {
        "kind": "screen",
        "showing": handle.hex(),
        "masked_name": "王**",
        "agency": "安家乐家政",
        "outcome": "green",
        "word": "Green code",
        "reason": "both-valid",
        "entry_allowed": True,
        "next_change": "2021-12-10",
        "rule_set": "wenzhou-2021-01-01",
    }
    assert all(shown.said[key] for key in ("title", "sentence", "legal_source"))


def test_the_letters_of_a_short_address_are_the_handle_too(scene: Scene) -> None:
    handle = scene.screen(scene.mei)

    assert both({"handle": letters(handle)}).said["outcome"] == "yellow"
    assert both({"handle": letters(handle).upper()}).said["masked_name"] == "李*"


def test_a_card_shows_the_same_and_hands_out_a_fresh_handle(scene: Scene) -> None:
    shown = both({"card": scene.hua.card_id})

    assert (shown.said["outcome"], shown.said["kind"], shown.said["entry_allowed"]) == ("red", "card", False)
    assert in_front({"card": scene.hua.card_id}).said["showing"] != shown.said["showing"]


def test_credentials_are_believed_by_the_strict_profile_and_then_looked_up(scene: Scene) -> None:
    handle = scene.screen(scene.fang)

    card = both({"credential": card_digits(scene.fang, scene.at)})
    screen = both({"credential": screen_digits(handle, scene.at) + "&appinstall=0"})

    assert (card.said["outcome"], card.said["kind"]) == ("green", "card")
    assert (screen.said["showing"], screen.said["kind"]) == (handle.hex(), "screen")


def test_what_the_colour_rests_on_comes_only_where_it_is_asked_for(scene: Scene) -> None:
    plain, full = both({"card": scene.fang.card_id}), both({"card": scene.fang.card_id, "items": True})

    assert "items" not in plain.said
    kinds = {item["kind"]: item for item in full.said["items"]}
    assert (kinds["insurance"]["valid_until"], kinds["insurance"]["in_date"]) == ("2022-01-08", True)
    read = [entry.detail["fields"] for entry in journal.reads_of(scene.stage.cast.fang.public_id)]
    assert read == [["agency", "items", "masked_name", "outcome"]] * 2 + [["agency", "masked_name", "outcome"]] * 2


def test_every_other_body_is_unreadable(scene: Scene) -> None:
    handle = scene.screen(scene.fang).hex()
    for body in (
        b"",
        b"{",
        b"[]",
        b"null",
        b'"' + handle.encode() + b'"',
        b"\xff\xfe",
        b"[" * 3000,
        {},
        {"items": True},
        {"handle": handle, "card": scene.fang.card_id},
        {"handle": handle, "more": 1},
        {"handle": handle[:-1]},
        {"handle": handle + "0"},
        {"handle": 7},
        {"handle": None},
        {"handle": [handle]},
        {"handle": handle, "items": 1},
        {"card": ""},
        {"card": "０" * 16},
        {"credential": ""},
        {"credential": "no digits"},
        {"credential": "1" * 5000},
        {"credential": "9" * 17},
        {"other": handle},
    ):
        refused = both(body)
        assert (refused.status, refused.said["code"], refused.said["reason"]) == (422, "unreadable", "unreadable")


def test_whatever_is_not_ours_gets_one_and_the_same_answer(scene: Scene) -> None:
    unknown = [{"handle": "00" * 16}, {"handle": "a" * 26}, {"card": "f" * 16}, {"card": "0" * 16}]

    answers = [both(body) for body in unknown]

    assert {(answer.status, str(answer.said)) for answer in answers} == {(404, str(answers[0].said))}
    assert answers[0].said["reason"] == "wrong-issuer"


def test_a_handle_kept_too_long_is_stale_and_shows_nobody(scene: Scene) -> None:
    kept = scene.screen(scene.fang, ago=timedelta(minutes=4))

    refused = both({"handle": kept.hex()})

    assert (refused.status, refused.said["reason"], set(refused.said)) == (
        410,
        "stale",
        {"code", "reason", "what", "why", "todo"},
    )


def test_cards_out_of_use_say_why_and_show_nobody(scene: Scene) -> None:
    for card, why in ((scene.fang, CardEnd.REPLACED), (scene.mei, "lost")):
        card.ended_at, card.end_reason, card.slot = scene.at, why, None
        card.save()
    scene.hua.expires_at = scene.at - timedelta(days=1)
    scene.hua.save()

    reasons = [both({"card": card.card_id}).said["reason"] for card in (scene.fang, scene.mei, scene.hua)]

    assert reasons == ["replaced", "revoked", "expired"]
    looks = journal.reads_of(scene.stage.cast.mei.public_id)
    assert [entry.detail for entry in looks] == [{"fields": [], "refused": "revoked"}] * 2


def test_an_altered_credential_is_not_believed(scene: Scene) -> None:
    digits = card_digits(scene.fang, scene.at)
    altered = digits[:-1] + str((int(digits[-1]) + 1) % 10)

    assert both({"credential": altered}).said["reason"] in {"altered", "unreadable"}


def test_a_key_asks_in_its_accounts_name_and_a_bad_one_is_told_so(scene: Scene) -> None:
    lin = appoint(by=OPERATOR, at=NOON, username="lin", password=PASSWORD, role=Role.COUNTY, area="330302")
    shen = appoint(by=OPERATOR, at=NOON, username="shen", password=PASSWORD, role=Role.AUDITOR)
    good, audits = (issue_token(by=OPERATOR, at=NOON, user=user, label="gate") for user in (lin, shen))
    body = {"card": scene.fang.card_id}

    allowed = both(body, authorization=f"Bearer {good}")
    bad = both(body, authorization="Bearer nothing")
    auditor = both(body, authorization=f"Bearer {audits}", accept_language="en")

    assert (allowed.status, bad.status, auditor.status) == (200, 401, 403)
    assert (bad.said["code"], auditor.said["code"]) == ("no-key", "refused")
    looks = journal.reads_of(scene.stage.cast.fang.public_id)
    assert [(entry.role, entry.actor, entry.purpose) for entry in looks] == [("county", "lin", "supervision")] * 2


def test_every_asking_is_in_a_whole_journal(scene: Scene) -> None:
    before = journal.verify().entries
    both({"card": scene.fang.card_id})
    both({"handle": "00" * 16})

    verdict = journal.verify()
    acts = [entry.act for entry in journal.entries()[: verdict.entries - before]]
    assert (verdict.whole, acts) == (True, ["code.unknown"] * 2 + ["code.read"] * 2)
