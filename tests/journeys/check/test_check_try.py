import pytest
from pathlib import Path
from anxin.kernel.codes import keys
from anxin.kernel.codes.status_lists import signed_list, list_numbers
from django.utils import timezone
from tests.journeys.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

def publish(served):
    import json
    served.instead["/.well-known/anxin-keys"] = bytes(keys.newest_list().token)
    for n in list_numbers():
        served.instead[f"/s/{n}"] = signed_list(n, timezone.now()).token
    served.instead["/s"] = json.dumps({"status_lists": [f"{served.url}/s/{n}" for n in list_numbers()]}).encode()

def test_try(stage, served, phone):
    publish(served)
    for who in ("fang", "mei", "hua"):
        page = phone()
        page.goto(f"/v#{getattr(stage, who).card_digits}")
        page.wait_for_timeout(2500)
        print(page.url, page.inner_text("body")[:900])
        look(page, f"check-card-{who}")
    print([(r.method, r.path, r.body[:100]) for r in served.requests])
    assert 0
