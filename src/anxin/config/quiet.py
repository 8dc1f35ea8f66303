"""Logs without keys: whoever reads a log must not be able to open a code or a visit with what stands there."""

from __future__ import annotations

import logging
import re

# The part of an address that is a key: a code, a showing, the token of a visit, a request, an application or a claim,
# a link to carry a code, a public id.
_KEY_IN_PATH = re.compile(
    r"/(a|b|c|k|v|r/mine|r|tokens|cases|files?|carry|cards|codes|visits|applications|claims|parties|people|drafts|rule-drafts)"
    r"/(?!mine\b|new\b)[^/\s?]+"
)
_PUBLIC_ID = re.compile(r"/[a-z2-7]{16}(?![^/\s?])")  # of a party, a case, a merge: wherever it stands in an address
_KEY_IN_QUERY = re.compile(r"([?&](?:code|token|visit)=)[^&\s]+")


def without_keys(text: str) -> str:
    """An address, or a sentence with one, with the keys in it left out."""
    return _KEY_IN_QUERY.sub(r"\1…", _PUBLIC_ID.sub("/…", _KEY_IN_PATH.sub(r"/\1/…", text)))


class LeaveOutKeys(logging.Filter):
    """Logging filter: takes keys out of the message and its arguments before anything is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_keys(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(without_keys(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
