"""An Open311 GeoReport v2 server (wiki.open311.org/GeoReport_v2): the matters that say where something is wrong.

Listed are matters with a place that may be filed nameless or with a phone, and whose form asks for nothing that names
a person and has to be there. What anybody may read of a request is its kind, county, state and days; of a matter that
hides its requester, not even that it is there. The answer's words are for the key that sent the request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from anxin.kernel.access.queries import actor_of_token
from anxin.kernel.attachments.examining import require_size
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.forms import FieldKind, FormField
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.published import Published, published, published_case
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.errors import AnxinError, NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference import queries as reference
from anxin.kernel.reference.areas import areas
from anxin.web.api.limits import count_scan
from anxin.web.api.problem import status_of
from anxin.web.api.routes_cases import origin_of
from anxin.web.api.schemas import PUBLIC_ID

NAMES_SOMEBODY = frozenset({FieldKind.PERSON_NAME, FieldKind.IDENTITY_NUMBER, FieldKind.RECORD})
WIDEST = timedelta(days=90)  # as the standard has it
MOST = 1000
MOST_FILES, LONGEST_KEY = 9, 200
NORTH, EAST = 90.0, 180.0  # degrees
CONTROL = re.compile(r"[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
EARLIEST, LATEST = 1900, 3000  # years of which every span is a date
CASE = re.compile(PUBLIC_ID)
NAME = re.compile(r"attribute\[([a-z][a-z0-9_-]{0,39})\]")
NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,12})?")
DATATYPES = {
    FieldKind.NUMBER: "number", FieldKind.DATE: "datetime", FieldKind.CHOICE: "singlevaluelist",
    FieldKind.YES_NO: "singlevaluelist", FieldKind.AREA: "singlevaluelist", FieldKind.LONG_TEXT: "text",
}  # fmt: skip
Record = dict[str, Any]


class Fault(Exception):
    """A refusal as the standard words it."""

    def __init__(self, status: int, description: str) -> None:
        self.status, self.description = status, description
        super().__init__(description)


def offered() -> dict[str, Matter]:
    """The matters on offer, by service code."""
    return {f"{one.pack}.{one.slug}": one for one in matters_in_force() if _fits(one)}


def _fits(asks: Matter) -> bool:
    place = any(one.kind in {FieldKind.PLACE, FieldKind.AREA} for one in asks.form)
    private = any(one.required and one.kind in NAMES_SOMEBODY for one in asks.form)
    paper = any(one.required and one.kind is FieldKind.FILE for one in asks.form)
    return place and not private and not paper and (not asks.channels or Channel.OPEN311 in asks.channels)


def _asked(request: HttpRequest, format: str) -> None:
    if format not in {"xml", "json"}:
        raise Fault(404, "the format is xml or json")
    count_scan(request)


def answered(view: Callable[..., tuple[str, str, Any]]) -> Callable[..., HttpResponse]:
    """A view that gives back names and records, as XML or JSON; every refusal in the standard's shape."""

    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, *, format: str, **held: str) -> HttpResponse:
        try:
            _asked(request, format)
            outer, inside, records = view(request, **held)
        except Fault as fault:
            return _refused(format, fault.status, fault.description)
        except AnxinError as fault:
            status = status_of(fault)
            return _refused(format, 400 if status in {409, 422} else status, str(fault))
        status = 201 if request.method == "POST" else 200
        return _written(format, outer, inside, records, status)

    return inner


def _refused(format: str, status: int, description: str) -> HttpResponse:
    return _written(format, "errors", "error", [{"code": status, "description": description}], status)


def _written(format: str, outer: str, inside: str, held: Any, status: int) -> HttpResponse:
    if format == "json":
        answer: HttpResponse = JsonResponse(held, safe=False, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        body = _xml(outer, inside, held)
        answer = HttpResponse(f'<?xml version="1.0" encoding="utf-8"?>\n{body}', status=status)
        answer["Content-Type"] = "text/xml; charset=utf-8"
    answer["Cache-Control"] = "no-store"
    return answer


LISTS = {"attributes": "attribute", "values": "value"}


def _xml(name: str, inside: str, held: Any) -> str:
    if isinstance(held, Mapping):
        body = "".join(_xml(key, LISTS.get(key, "item"), value) for key, value in held.items())
    elif isinstance(held, list):
        body = "".join(_xml(inside, "item", one) for one in held)
    elif isinstance(held, bool):
        body = "true" if held else "false"
    else:
        body = "" if held is None else escape(CONTROL.sub("", str(held)))
    return f"<{name}>{body}</{name}>"


@answered
def list_services(request: HttpRequest) -> tuple[str, str, list[Record]]:
    """GET services."""
    _only(request, "GET")
    return "services", "service", [_service(code, one) for code, one in offered().items()]


def _service(code: str, asks: Matter) -> Record:
    return {
        "service_code": code,
        "service_name": str(asks.title),
        "description": str(asks.summary),
        "metadata": True,
        "type": "realtime",
        "keywords": asks.pack,
        "group": asks.pack,
    }


def _only(request: HttpRequest, *methods: str) -> None:
    if request.method not in methods:
        raise Fault(405, f"this address takes {' and '.join(methods)}")


def _offered(code: str) -> Matter:
    found = offered().get(code)
    if found is None:
        raise Fault(404, "service_code was not found")
    return found


@answered
def show_service(request: HttpRequest, service_code: str) -> tuple[str, str, Record]:
    """GET services/<service_code>: the questions beyond the standard's own."""
    _only(request, "GET")
    asks = _offered(service_code)
    held = [_attribute(order, one) for order, one in enumerate(_beyond(asks), start=1)]
    return "service_definition", "item", {"service_code": service_code, "attributes": held}


def _beyond(asks: Matter) -> list[FormField]:
    own = {one.key for one in (_words(asks), _place(asks)) if one is not None}
    return [one for one in asks.form if one.key not in own and one.kind not in {FieldKind.PHOTO, FieldKind.FILE}]


def _words(asks: Matter) -> FormField | None:
    """The question that `description` answers."""
    return next((one for one in asks.form if one.kind is FieldKind.LONG_TEXT), None)


def _place(asks: Matter) -> FormField | None:
    """The question that `lat`, `long` and `address_string` answer."""
    return next((one for one in asks.form if one.kind is FieldKind.PLACE), None)


def _attribute(order: int, one: FormField) -> Record:
    held: Record = {
        "variable": True,
        "code": one.key,
        "datatype": DATATYPES.get(one.kind, "string"),
        "required": one.required,
        "datatype_description": str(one.purpose),
        "order": order,
        "description": str(one.title),
    }
    values = _values(one)
    return {**held, "values": [{"key": key, "name": name} for key, name in values]} if values else held


def _values(one: FormField) -> list[tuple[str, str]]:
    if one.kind is FieldKind.YES_NO:
        return [("yes", _("Yes")), ("no", _("No"))]
    if one.kind is FieldKind.AREA:
        return [(code, area.zh) for code, area in areas().items() if not code.endswith("00")]
    return [(key, str(title)) for key, title in one.choices.items()]


@answered
def requests(request: HttpRequest) -> tuple[str, str, list[Record]]:
    """GET requests: by number, kind, state and time. POST requests: file one; wants an api_key."""
    _only(request, "GET", "POST")
    return "service_requests", "request", _post(request) if request.method == "POST" else _list(request)


def _post(request: HttpRequest) -> list[Record]:
    key = request.POST.get("api_key", "")
    by = actor_of_token(key) if 0 < len(key) <= LONGEST_KEY else _sender(request)
    if by is None:
        raise Fault(403, "api_key was missing or is not known here")
    code = request.POST.get("service_code", "")
    if not code:
        raise Fault(400, "service_code was not provided")
    asks = _offered(code)
    delivery = request.headers.get("Idempotency-Key", "") or request.POST.get("attribute[delivery_id]", "")
    made = file_case(
        by=by,
        at=reference.now(),
        pack=asks.pack,
        matter=asks.slug,
        said=_answers(request, asks),
        sender=From(None, _name(request), request.POST.get("phone", "")[:20]),
        channel=Channel.OPEN311,
        sent=_media(request, asks),
        origin=origin_of(f"open311:{by.user_id}", delivery[:200]) if delivery else "",
    )
    notice = _("Received; the answer follows under this number.")
    return [{"service_request_id": made.case.public_id, "service_notice": notice, "account_id": ""}]


def _name(request: HttpRequest) -> str:
    return " ".join(filter(None, (request.POST.get("last_name", ""), request.POST.get("first_name", ""))))[:60]


def _answers(request: HttpRequest, asks: Matter) -> dict[str, str]:
    """The standard's own parameters, and `attribute[key]`, as answers of the form."""
    said: dict[str, str] = {}
    for name, value in request.POST.items():
        found = NAME.fullmatch(name)
        if found and found[1] != "delivery_id":
            said[found[1]] = str(value)
    words, place = _words(asks), _place(asks)
    if words is not None and request.POST.get("description"):
        said[words.key] = request.POST["description"]
    if place is not None:
        said |= {place.key: told} if (told := _told_place(request)) else {}
    return said


def _told_place(request: HttpRequest) -> str:
    address = request.POST.get("address_string", "").replace(" @ ", " ").strip()
    lat, long = request.POST.get("lat", ""), request.POST.get("long", "")
    if not lat and not long:
        return address
    if not _is_place(lat, long):
        raise Fault(400, "lat and long are degrees (WGS 84)")
    return f"{address or _('the position given')} @ {float(lat):.6f},{float(long):.6f}"


def _is_place(lat: str, long: str) -> bool:
    written = NUMBER.fullmatch(lat) and NUMBER.fullmatch(long)
    return bool(written) and abs(float(lat)) <= NORTH and abs(float(long)) <= EAST


def _media(request: HttpRequest, asks: Matter) -> list[Sent]:
    """Photos that came along as `media`, for the first question that asks for one. An address of one is not fetched."""
    photo = next((one for one in asks.form if one.kind is FieldKind.PHOTO), None)
    came = request.FILES.getlist("media") if photo is not None else []
    if photo is None or len(came) > MOST_FILES:
        return []
    for one in came:
        require_size(one.size or 0, place="media")
    return [Sent(photo.key, one.read(), (one.name or "")[:120]) for one in came]


def _list(request: HttpRequest) -> list[Record]:
    codes = offered()
    wanted = [one for one in request.GET.get("service_code", "").split(",") if one]
    for one in wanted:
        _offered(one)
    numbers = [one for one in request.GET.get("service_request_id", "").split(",") if one][:50]
    if any(not CASE.fullmatch(one) for one in numbers):
        raise Fault(404, "service_request_id was not found")
    states = frozenset(request.GET.get("status", "open,closed").split(","))
    if states - {"open", "closed"}:
        raise Fault(400, "status is open, closed or both")
    since, until = _span(request)
    matters = [codes[one] for one in wanted] or list(codes.values())
    found = published(at=reference.now(), matters=matters, numbers=numbers, since=since, until=until, most=MOST)
    return [_record(one) for one in found if ("open" if one.is_open else "closed") in states]


def _span(request: HttpRequest) -> tuple[datetime, datetime]:
    until = _moment(request, "end_date") or reference.now()
    since = _moment(request, "start_date") or until - WIDEST
    if until - since > WIDEST:
        raise Fault(400, "start_date and end_date are 90 days apart at most")
    return since, until


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "").replace(" ", "+")
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not EARLIEST < found.year < LATEST:
        raise Fault(400, f"{name} is written as 2021-12-16T08:00:00Z")
    return found


@answered
def show_request(request: HttpRequest, number: str) -> tuple[str, str, list[Record]]:
    """GET requests/<id>; with the sender's api_key also the answer's words."""
    _only(request, "GET")
    at, by = reference.now(), _sender(request)
    if not CASE.fullmatch(number):
        raise Fault(404, "service_request_id was not found")
    try:
        one = published_case(by=by, at=at, matters=list(offered().values()), number=number)
    except NotFound:
        raise Fault(404, "service_request_id was not found") from None
    return "service_requests", "request", [_record(one)]


def _sender(request: HttpRequest) -> Actor | None:
    """Whose key came along. Only as a header: an address is written down by every machine on its way."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    return actor_of_token(key) if scheme.lower() == "bearer" and 0 < len(key) <= LONGEST_KEY else None


@answered
def show_token(request: HttpRequest, token: str) -> tuple[str, str, list[Record]]:
    """GET tokens/<token>: we give numbers at once, so no token of ours is waiting for one."""
    _only(request, "GET")
    raise Fault(404, "token was not found")


def _record(one: Published) -> Record:
    return {
        "service_request_id": one.number,
        "status": "open" if one.is_open else "closed",
        "status_notes": one.notes,
        "service_name": one.title,
        "service_code": one.code,
        "agency_responsible": one.desk,
        "requested_datetime": one.received_on,
        "updated_datetime": one.updated_on,
        "expected_datetime": one.due_on,
        "address": one.place,
        "zipcode": None,
        "media_url": None,
    }


def _routes(names: Iterable[tuple[str, Callable[..., HttpResponse]]]) -> list[Any]:
    return [path(f"{place}.<str:format>", view, name=f"open311_{view.__name__}") for place, view in names]


urlpatterns = _routes(
    (
        ("services", list_services),
        ("services/<str:service_code>", show_service),
        ("requests", requests),
        ("requests/<str:number>", show_request),
        ("tokens/<str:token>", show_token),
    )
)
