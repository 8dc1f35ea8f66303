"""What a credential says: the card's claims, good for months, and the screen's, good for two minutes.

Neither holds an identity number, a phone number, a full name, a photo or an address. See docs/codes/profile.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from anxin.credentials.cbor import ARRAY, BYTES, MAP, Value, decode, encode, head, item, unreadable
from anxin.credentials.keys import SigningKey

EXP, CTI, STATUS, SHOWN = 4, 7, 65535, -65537  # RFC 8392, IETF Token Status List, private use
STATUS_LIST, IDX, URI = "status_list", "idx", "uri"
CARD_OCTETS, SCREEN_OCTETS, MOST_OCTETS = 190, 146, 400
CARD_ID, SCREEN_ID = 8, 16
NAME_SIGNS = AGENCY_SIGNS = 24
SCREEN_SECONDS = 120
CARD_SECONDS = 400 * 86_400
# What stands between the values of a card and of a screen: the deterministic encoding leaves no choice.
CARD_TO_EXP, SCREEN_TO_EXP = (head(MAP, claims) + encode(EXP) for claims in (4, 3))
TO_CARD_ID, TO_HANDLE = (encode(CTI) + head(BYTES, octets) for octets in (CARD_ID, SCREEN_ID))
TO_INDEX = encode(STATUS) + head(MAP, 1) + encode(STATUS_LIST) + head(MAP, 2) + encode(IDX)
TO_URI = encode(URI)
TO_CARD_SHOWN, TO_SCREEN_SHOWN = (encode(SHOWN) + head(ARRAY, members) for members in (2, 3))


class Status(IntEnum):
    """Two bits of the Token Status List's registered values; 3 is the application's own."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2
    OUT_OF_SERVICE = 3


STATUSES = tuple(Status)  # by number: a look into a tuple, where Status(n) is a call
COLOURS = {
    Status.VALID: "green",
    Status.INVALID: "red",
    Status.SUSPENDED: "yellow",
    Status.OUT_OF_SERVICE: "grey",
}
STATUS_OF = {colour: status for status, colour in COLOURS.items()} | {"orange": Status.SUSPENDED}
"""What a colour is on a list. Two bits hold no fifth value: orange is as strong as yellow, and off line it reads so."""


@dataclass(frozen=True)
class Card:
    """A printed card: `card_id` 8 random octets; `uri` and `index` say where its status stands; `expires` is in seconds
    since 1970."""

    card_id: bytes
    expires: int
    uri: str
    index: int
    name: str
    agency: str

    def claims(self) -> dict[int | str, Value]:
        status: Value = {STATUS_LIST: {IDX: self.index, URI: self.uri}}
        return {EXP: self.expires, CTI: self.card_id, STATUS: status, SHOWN: [self.name, self.agency]}

    def payload(self, agency: str) -> bytes:
        """The claims encoded, with this name for the agency."""
        if len(self.card_id) != CARD_ID:
            raise ValueError(f"a card's id has {CARD_ID} octets")
        place = TO_INDEX + encode(self.index) + TO_URI + encode(self.uri)
        shown = TO_CARD_SHOWN + encode(self.name) + encode(agency)
        return CARD_TO_EXP + encode(self.expires) + TO_CARD_ID + self.card_id + place + shown


@dataclass(frozen=True)
class Screen:
    """A code on a screen: `handle` names this showing and no other; the colour is inside."""

    handle: bytes
    expires: int
    status: Status
    name: str
    agency: str

    def claims(self) -> dict[int | str, Value]:
        return {EXP: self.expires, CTI: self.handle, SHOWN: [int(self.status), self.name, self.agency]}

    def payload(self, agency: str) -> bytes:
        """The claims encoded, with this name for the agency."""
        if len(self.handle) != SCREEN_ID:
            raise ValueError(f"a screen's id has {SCREEN_ID} octets")
        shown = TO_SCREEN_SHOWN + encode(int(self.status)) + encode(self.name) + encode(agency)
        return SCREEN_TO_EXP + encode(self.expires) + TO_HANDLE + self.handle + shown


Claims = Card | Screen


def issue(claims: Claims, key: SigningKey) -> bytes:
    """The credential, with the agency's name cut to fit 190 (card) or 146 (screen) octets."""
    room = CARD_OCTETS if isinstance(claims, Card) else SCREEN_OCTETS
    agency = claims.agency[:AGENCY_SIGNS]
    while True:
        token = key.token(claims.payload(agency))
        if len(token) <= room:
            return token
        if not agency:
            raise ValueError(f"the credential has {len(token)} octets without an agency; {room} is the most")
        agency = agency[: -max(1, (len(token) - room) // 3)]


def claims_of(payload: bytes) -> Claims:
    """The claims of a payload; `Rejected` (unreadable) unless it is exactly the profile's.

    Read straight through, which takes a third of the time; by way of `decode` where other octets stand between the
    values, so that the refusal says what is wrong.
    """
    try:
        claims = _card_as_written(payload) if payload.startswith(CARD_TO_EXP) else _screen_as_written(payload)
    except (IndexError, UnicodeDecodeError):
        claims = None
    return claims or read_claims(decode(payload))


def _card_as_written(payload: bytes) -> Card | None:
    expires, at = item(payload, len(CARD_TO_EXP), 0)
    if not payload.startswith(TO_CARD_ID, at):
        return None
    at += len(TO_CARD_ID) + CARD_ID
    if not payload.startswith(TO_INDEX, at):
        return None
    card_id = payload[at - CARD_ID : at]
    index, at = item(payload, at + len(TO_INDEX), 0)
    if not payload.startswith(TO_URI, at):
        return None
    uri, at = item(payload, at + len(TO_URI), 0)
    if not payload.startswith(TO_CARD_SHOWN, at):
        return None
    name, at = item(payload, at + len(TO_CARD_SHOWN), 0)
    agency, at = item(payload, at, 0)
    return _card(expires, card_id, index, uri, name, agency) if at == len(payload) else None


def _screen_as_written(payload: bytes) -> Screen | None:
    if not payload.startswith(SCREEN_TO_EXP):
        return None
    expires, at = item(payload, len(SCREEN_TO_EXP), 0)
    if not payload.startswith(TO_HANDLE, at):
        return None
    at += len(TO_HANDLE) + SCREEN_ID
    if not payload.startswith(TO_SCREEN_SHOWN, at):
        return None
    handle = payload[at - SCREEN_ID : at]
    status, at = item(payload, at + len(TO_SCREEN_SHOWN), 0)
    name, at = item(payload, at, 0)
    agency, at = item(payload, at, 0)
    return _screen(expires, handle, status, name, agency) if at == len(payload) else None


def read_claims(payload: Value) -> Claims:
    """The claims of a decoded payload; `Rejected` (unreadable) unless its members are exactly the profile's."""
    if not isinstance(payload, dict):
        raise unreadable("the payload is not a map")
    expires, cti, shown = payload.get(EXP), payload.get(CTI), payload.get(SHOWN)
    if not isinstance(cti, bytes) or len(cti) not in (CARD_ID, SCREEN_ID):
        raise unreadable("its id has neither 8 nor 16 octets")
    if not isinstance(shown, list):
        raise unreadable("it shows nothing")
    if len(cti) == SCREEN_ID:
        if payload.keys() != {EXP, CTI, SHOWN} or len(shown) != 3:
            raise unreadable("a screen has three claims and shows a status, a name and an agency")
        return _screen(expires, cti, *shown)
    if payload.keys() != {EXP, CTI, STATUS, SHOWN} or len(shown) != 2:
        raise unreadable("a card has four claims and shows a name and an agency")
    status = payload[STATUS]
    place = status.get(STATUS_LIST) if isinstance(status, dict) and len(status) == 1 else None
    if not isinstance(place, dict) or place.keys() != {IDX, URI}:
        raise unreadable("its status is not a place on a status list")
    return _card(expires, cti, place[IDX], place[URI], *shown)


def _card(expires: object, card_id: bytes, index: object, uri: object, name: object, agency: object) -> Card:
    if not isinstance(index, int) or index < 0 or not isinstance(uri, str):
        raise unreadable("its place on a status list is of another kind")
    expires, name, agency = _common(expires, name, agency)
    return Card(card_id, expires, uri, index, name, agency)


def _screen(expires: object, handle: bytes, status: object, name: object, agency: object) -> Screen:
    if not isinstance(status, int) or not 0 <= status <= 3:
        raise unreadable("its status is not 0 to 3")
    expires, name, agency = _common(expires, name, agency)
    return Screen(handle, expires, STATUSES[status], name, agency)


def _common(expires: object, name: object, agency: object) -> tuple[int, str, str]:
    if not isinstance(expires, int) or expires < 0:
        raise unreadable("it does not say when it expires")
    if not isinstance(name, str) or not isinstance(agency, str):
        raise unreadable("name and agency are texts")
    if not 0 < len(name) <= NAME_SIGNS or len(agency) > AGENCY_SIGNS:
        raise unreadable("name or agency are too long, or the name is missing")
    return expires, name, agency
