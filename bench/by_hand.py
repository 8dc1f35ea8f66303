"""Wenzhou's rules of 2021 written by hand, as one would without an engine: once in SQL, once in Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

SOON = 30

# Row → (outcome, reason), in the order of the table.
MEANING: Mapping[int, tuple[str, str]] = {
    1: ("grey", "no-card"),
    2: ("red", "card-invalid"),
    3: ("red", "review-not-passed"),
    4: ("red", "review-not-passed"),
    5: ("red", "police-failed"),
    6: ("red", "both-expired"),
    7: ("red", "both-expired"),
    8: ("grey", "review-pending"),
    9: ("grey", "review-pending"),
    10: ("yellow", "health-not-passed"),
    11: ("yellow", "health-expired"),
    12: ("yellow", "health-not-passed"),
    13: ("yellow", "insurance-expired"),
    14: ("yellow", "police-pending"),
    15: ("yellow", "both-expiring"),
    16: ("yellow", "health-expiring"),
    17: ("yellow", "insurance-expiring"),
    18: ("green", "both-valid"),
}

CASE = """CASE
  WHEN card IS NULL THEN 1
  WHEN card = 'invalid' THEN 2
  WHEN identity_city IN ('failed', 'abnormal', 'invalid') THEN 3
  WHEN identity_ministry IN ('failed', 'abnormal', 'invalid') THEN 4
  WHEN police = 'failed' THEN 5
  WHEN (health_until IS NULL OR health_until < :today) AND (insurance_until IS NULL OR insurance_until < :today) THEN 6
  WHEN (health IS NULL OR health = 'failed') AND (insurance_until IS NULL OR insurance_until < :today) THEN 7
  WHEN identity_city IS NULL THEN 8
  WHEN identity_ministry IS NULL THEN 9
  WHEN health = 'failed' THEN 10
  WHEN health_until IS NULL OR health_until < :today THEN 11
  WHEN health IS NULL THEN 12
  WHEN insurance_until IS NULL OR insurance_until < :today THEN 13
  WHEN police IS NULL THEN 14
  WHEN health_until < :soon AND insurance_until < :soon THEN 15
  WHEN health_until < :soon THEN 16
  WHEN insurance_until < :soon THEN 17
  ELSE 18
END"""

BAD = ("failed", "abnormal", "invalid")


def row_of(facts: Mapping[str, Any], as_of: date) -> int:
    """The row that fires."""
    card, city, ministry = facts["card"], facts["identity_city"], facts["identity_ministry"]
    if card is None:
        return 1
    if card == "invalid":
        return 2
    if city in BAD:
        return 3
    if ministry in BAD:
        return 4
    return _by_papers(facts, as_of, city, ministry)


def _by_papers(facts: Mapping[str, Any], as_of: date, city: str | None, ministry: str | None) -> int:
    police, health = facts["police"], facts["health"]
    health_until, insurance_until = facts["health_until"], facts["insurance_until"]
    health_over = health_until is None or health_until < as_of
    insurance_over = insurance_until is None or insurance_until < as_of
    if police == "failed":
        return 5
    if insurance_over and (health_over or health in (None, "failed")):
        return 6 if health_over else 7
    if city is None or ministry is None:
        return 8 if city is None else 9
    if health == "failed" or health_over or health is None:
        return 10 if health == "failed" else 11 if health_over else 12
    if insurance_over or police is None:
        return 13 if insurance_over else 14
    soon = as_of + timedelta(days=SOON)
    if health_until < soon:
        return 15 if insurance_until < soon else 16
    return 17 if insurance_until < soon else 18


READS = ("card", "identity_city", "identity_ministry", "police", "health", "health_until", "insurance_until")


def explained(facts: Mapping[str, Any], as_of: date) -> tuple[int, str, str, list[tuple[str, Any]]]:
    """The row with outcome, reason, and each fact it looked at."""
    row = row_of(facts, as_of)
    outcome, reason = MEANING[row]
    return row, outcome, reason, [(name, facts[name]) for name in READS]
