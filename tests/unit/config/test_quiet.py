"""Logs hold no key: no code, no token, no public id of a person."""

from __future__ import annotations

import logging

import pytest

from anxin.config.quiet import LeaveOutKeys, without_keys


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("/c/abcdefgh23456723", "/c/…"),
        ("/c/abcdefgh23456723/confirm", "/c/…/confirm"),
        ("/v/yK7HCiLKiqgc7imbnN?x=1", "/v/…?x=1"),
        ("/api/v1/visits/yK7HCiLKiqgc7imbnN/rating", "/api/v1/visits/…/rating"),
        ("/api/v1/parties/abcdefgh23456723/outcome", "/api/v1/parties/…/outcome"),
        ("/console/people/abcdefgh23456723/card/", "/console/people/…/card/"),
        ("/r/yK7HCiLKiqgc7imbnN", "/r/…"),
        ("/r/yK7HCiLKiqgc7imbnN/file/abcdefgh23456723", "/r/…/file/…"),
        ("/r/mine/abcdefgh23456723/agree", "/r/mine/…/agree"),
        ("/r/new/home_service/complaint?visit=yK7HCiLKiqgc7imbnN", "/r/new/home_service/complaint?visit=…"),
        ("/console/cases/abcdefgh23456723/", "/console/cases/…/"),
        ("/api/v1/cases/abcdefgh23456723/files/abcdefgh23456723", "/api/v1/cases/…/files/…"),
        ("/open311/v2/tokens/yK7HCiLKiqgc7imbnN.json", "/open311/v2/tokens/…"),
        ("/console/merging/abcdefgh23456723/bcdefgh234567234/merge/", "/console/merging/…/…/merge/"),
        ("/c/?code=abcdefgh23456723", "/c/?code=…"),
        ("/api/v1/parties", "/api/v1/parties"),
        ("/console/", "/console/"),
    ],
)
def test_an_address_keeps_its_shape_and_loses_its_keys(address: str, left: str) -> None:
    assert without_keys(address) == left


def test_arguments_of_a_message_are_cleaned_before_they_are_written() -> None:
    record = logging.makeLogRecord({"msg": "%s: %s", "args": ("Conflict", "/api/v1/visits/yK7HCiLKiqgc/rating")})

    LeaveOutKeys().filter(record)

    assert record.getMessage() == "Conflict: /api/v1/visits/…/rating"
