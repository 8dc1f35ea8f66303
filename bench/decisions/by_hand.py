"""The two tables written by hand, as one would without an engine: in Python and in SQL.

Each twice in Python: "row by row" says what the table says and nothing more clever; "thought through" tests each thing
once and leaves out what the rows above have settled, which has to be worked out anew at every amendment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bench.decisions.rule_sets import SOON

Facts = Mapping[str, Any]


def national_row_by_row(facts: Facts, as_of: date) -> int | None:
    card = facts["card"]
    if card is None:
        return 1
    if card == "invalid":
        return 2
    police = facts["police"]
    if police == "failed":
        return 3
    health_until = facts["health_until"]
    insurance_until = facts["insurance_until"]
    if (health_until is None or health_until < as_of) and (insurance_until is None or insurance_until < as_of):
        return 4
    health = facts["health"]
    if (health is None or health == "failed") and (insurance_until is None or insurance_until < as_of):
        return 5
    if health == "failed":
        return 6
    if health_until is None or health_until < as_of:
        return 7
    if health is None:
        return 8
    if insurance_until is None or insurance_until < as_of:
        return 9
    if police is None:
        return 10
    if (
        card == "issued"
        and police == "passed"
        and health == "passed"
        and health_until >= as_of
        and insurance_until >= as_of
    ):
        return 11
    return None


def national_thought_through(facts: Facts, as_of: date) -> int | None:
    card = facts["card"]
    if card is None:
        return 1
    if card == "invalid":
        return 2
    police = facts["police"]
    if police == "failed":
        return 3
    health, health_until, insurance_until = facts["health"], facts["health_until"], facts["insurance_until"]
    health_over = health_until is None or health_until < as_of
    insurance_over = insurance_until is None or insurance_until < as_of
    if insurance_over and (health_over or health is None or health == "failed"):
        return 4 if health_over else 5
    if health == "failed":
        return 6
    if health_over:
        return 7
    if health is None:
        return 8
    if insurance_over:
        return 9
    return 10 if police is None else 11


def national_positional(
    card: str | None,
    police: str | None,
    health: str | None,
    health_until: date | None,
    insurance_until: date | None,
    as_of: date,
) -> int | None:
    if card is None:
        return 1
    if card == "invalid":
        return 2
    if police == "failed":
        return 3
    health_over = health_until is None or health_until < as_of
    insurance_over = insurance_until is None or insurance_until < as_of
    if insurance_over and (health_over or health is None or health == "failed"):
        return 4 if health_over else 5
    if health == "failed":
        return 6
    if health_over:
        return 7
    if health is None:
        return 8
    if insurance_over:
        return 9
    return 10 if police is None else 11


BAD = ("failed", "abnormal", "invalid")


def wenzhou_row_by_row(facts: Facts, as_of: date) -> int | None:
    card = facts["card"]
    if card is None:
        return 1
    if card == "invalid":
        return 2
    city, ministry = facts["identity_city"], facts["identity_ministry"]
    if city in BAD:
        return 3
    if ministry in BAD:
        return 4
    police, health = facts["police"], facts["health"]
    if police == "failed":
        return 5
    health_until, insurance_until = facts["health_until"], facts["insurance_until"]
    if (health_until is None or health_until < as_of) and (insurance_until is None or insurance_until < as_of):
        return 6
    if (health is None or health == "failed") and (insurance_until is None or insurance_until < as_of):
        return 7
    if city is None:
        return 8
    if ministry is None:
        return 9
    if health == "failed":
        return 10
    if health_until is None or health_until < as_of:
        return 11
    if health is None:
        return 12
    if insurance_until is None or insurance_until < as_of:
        return 13
    if police is None:
        return 14
    soon = as_of + SOON
    if as_of <= health_until < soon and as_of <= insurance_until < soon:
        return 15
    if as_of <= health_until < soon:
        return 16
    if as_of <= insurance_until < soon:
        return 17
    if card == "issued" and city == "passed" and ministry == "passed" and police == "passed" and health == "passed":
        return 18 if health_until >= soon and insurance_until >= soon else None
    return None


def wenzhou_thought_through(facts: Facts, as_of: date) -> int | None:
    card = facts["card"]
    if card is None:
        return 1
    if card == "invalid":
        return 2
    city, ministry = facts["identity_city"], facts["identity_ministry"]
    if city in BAD:
        return 3
    if ministry in BAD:
        return 4
    police, health = facts["police"], facts["health"]
    if police == "failed":
        return 5
    health_until, insurance_until = facts["health_until"], facts["insurance_until"]
    health_over = health_until is None or health_until < as_of
    insurance_over = insurance_until is None or insurance_until < as_of
    if insurance_over and (health_over or health is None or health == "failed"):
        return 6 if health_over else 7
    if city is None:
        return 8
    if ministry is None:
        return 9
    if health == "failed":
        return 10
    if health_over:
        return 11
    if health is None:
        return 12
    if insurance_over:
        return 13
    if police is None:
        return 14
    soon = as_of + SOON
    if health_until < soon:
        return 15 if insurance_until < soon else 16
    return 17 if insurance_until < soon else 18


# {today} and {soon} are literals of the dialect's; rows that cannot be missed are left to ELSE, as one would.
NATIONAL_CASE = """CASE
  WHEN card IS NULL THEN 1
  WHEN card = 'invalid' THEN 2
  WHEN police = 'failed' THEN 3
  WHEN (health_until IS NULL OR health_until < {today}) AND (insurance_until IS NULL OR insurance_until < {today})
    THEN 4
  WHEN (health IS NULL OR health = 'failed') AND (insurance_until IS NULL OR insurance_until < {today}) THEN 5
  WHEN health = 'failed' THEN 6
  WHEN health_until IS NULL OR health_until < {today} THEN 7
  WHEN health IS NULL THEN 8
  WHEN insurance_until IS NULL OR insurance_until < {today} THEN 9
  WHEN police IS NULL THEN 10
  ELSE 11
END"""

WENZHOU_CASE = """CASE
  WHEN card IS NULL THEN 1
  WHEN card = 'invalid' THEN 2
  WHEN identity_city IN ('failed', 'abnormal', 'invalid') THEN 3
  WHEN identity_ministry IN ('failed', 'abnormal', 'invalid') THEN 4
  WHEN police = 'failed' THEN 5
  WHEN (health_until IS NULL OR health_until < {today}) AND (insurance_until IS NULL OR insurance_until < {today})
    THEN 6
  WHEN (health IS NULL OR health = 'failed') AND (insurance_until IS NULL OR insurance_until < {today}) THEN 7
  WHEN identity_city IS NULL THEN 8
  WHEN identity_ministry IS NULL THEN 9
  WHEN health = 'failed' THEN 10
  WHEN health_until IS NULL OR health_until < {today} THEN 11
  WHEN health IS NULL THEN 12
  WHEN insurance_until IS NULL OR insurance_until < {today} THEN 13
  WHEN police IS NULL THEN 14
  WHEN health_until < {soon} AND insurance_until < {soon} THEN 15
  WHEN health_until < {soon} THEN 16
  WHEN insurance_until < {soon} THEN 17
  ELSE 18
END"""
