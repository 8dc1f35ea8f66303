"""Whatever is sent to the Open311 server, it answers with a code of the standard, in the shape that was asked for."""

from __future__ import annotations

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.queries import account_named
from anxin.kernel.reference.actions import set_played_day
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.kernel.cases.scene import LUCHENG, clerk, opened

pytestmark = pytest.mark.django_db
PLACES = ("services", "services/hazards.report", "requests", "requests/{word}", "services/{word}", "tokens/{word}")
NAMES = (
    "service_code", "service_request_id", "start_date", "end_date", "status", "description", "lat", "long",
    "address_string", "attribute[area]", "attribute[trade]", "attribute[where]", "first_name", "phone", "api_key",
)  # fmt: skip
KNOWN = ("hazards.report", "2021-10-29T08:00:00Z", "0001-01-01T00:00:00+14:00", "open,closed", LUCHENG, "fire", "27.99")
WORDS = st.sampled_from(KNOWN) | st.text(max_size=30).filter(lambda word: word.isprintable() or "\0" in word)
STATUSES = {200, 201, 400, 403, 404, 405, 413, 429}


@pytest.fixture
def key() -> str:
    cache.clear()
    set_played_day(day=DAY + timedelta(days=1))
    opened()
    user = account_named(clerk("platform").label)
    assert user is not None
    return issue_token(by=OPERATOR, at=NOON, user=user, label="platform")


@example(method="get", place="requests", word="a", said={"end_date": KNOWN[2]}, shape="json", known=False)
@example(method="get", place="requests", word="a", said={"service_request_id": "\0"}, shape="xml", known=False)
@example(method="get", place="requests/{word}", word="\0", said={}, shape="json", known=True)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(["get", "get", "post", "post", "put"]),
    place=st.sampled_from(PLACES),
    word=st.text("abcdefgh234567%.\0安", min_size=1, max_size=16),
    said=st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=8),
    shape=st.sampled_from(["json", "xml"]),
    known=st.booleans(),
)
def test_every_answer_is_one_of_the_standard(
    key: str, method: str, place: str, word: str, said: dict[str, str], shape: str, known: bool
) -> None:
    cache.clear()
    client = Client(headers={"authorization": f"Bearer {key}"} if known else {})
    address = f"/open311/v2/{place.format(word=word)}.{shape}"
    answer = getattr(client, method)(address, data=said if method != "put" else json.dumps(said))

    assert answer.status_code in STATUSES, (method, address, said)
    told = answer.content.decode()
    if shape == "json":
        held = json.loads(told)
        assert answer.status_code < 300 or [set(one) for one in held] == [{"code", "description"}]
    else:
        assert (ElementTree.fromstring(told).tag == "errors") == (answer.status_code >= 300)
