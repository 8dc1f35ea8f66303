"""Who forgot phone and card is found at a desk by a number sent to her phone, which she reads out."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from anxin.kernel.journal.queries import reads_of
from anxin.kernel.messages.queries import last_messages
from tests.unit.web.console.desks import at_desk
from tests.unit.web.phone.stage import Stage

pytestmark = pytest.mark.django_db

PAGE = "/console/lookup/"
PHONE = "13800000001"  # Fang's


def ticket_for(gate: Client, phone: str) -> tuple[str, str]:
    """The ticket, and the page without it."""
    page = gate.post(PAGE, {"phone": phone}).content.decode()
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    bare = re.sub(r'(name="(?:ticket|csrfmiddlewaretoken)" value=)"[^"]+"', r"\1", page)
    return found[1], bare


def test_the_number_read_out_shows_the_code_as_the_scanner_does(stage: Stage) -> None:
    gate = at_desk("hu")
    ticket, _page = ticket_for(gate, PHONE)
    sent = re.search(r"\d{6}", next(iter(last_messages())).text)
    assert sent is not None

    seen = gate.post(PAGE, {"ticket": ticket, "number": sent[0]}).content.decode()

    assert ("ax-is-green" in seen, "王**" in seen, "手机号" in seen) == (True, True, True)
    look = reads_of(stage.cast.fang.public_id).first()
    assert look is not None
    assert (look.role, look.actor, look.purpose) == ("gate", "hu", "door-check")


def test_an_unknown_phone_number_gets_the_same_pages(stage: Stage) -> None:
    gate = at_desk("an")
    known, unknown = ticket_for(gate, PHONE), ticket_for(gate, "13799999999")
    assert known[1] == unknown[1]

    refused = [gate.post(PAGE, {"ticket": one[0], "number": "000000"}) for one in (known, unknown)]

    assert [answer.status_code for answer in refused] == [400, 400]
    assert ["ax-is-" in answer.content.decode().partition("<main")[2] for answer in refused] == [False, False]


def test_what_is_no_phone_number_is_said_on_the_spot(stage: Stage) -> None:
    answer = at_desk("hu").post(PAGE, {"phone": "abc"})

    assert (answer.status_code, 'value="abc"' in answer.content.decode()) == (400, True)


def test_the_scanner_leads_there_and_others_are_not_let_in(stage: Stage) -> None:
    assert f'href="{PAGE}"' in at_desk("hu").get("/console/scan/").content.decode()
    assert Client().post(PAGE, {"phone": PHONE}).status_code == 302
    assert at_desk("shen").get(PAGE).status_code == 403
