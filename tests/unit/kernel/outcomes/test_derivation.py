"""An outcome taken along as a file: computed again from the file alone, byte for byte, and found out when touched."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anxin.decisions.deriving.document import digest, written
from anxin.decisions.deriving.verifying import verify
from anxin.kernel.access.actions import Opened, open_party
from anxin.kernel.access.rules import Purpose
from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.outcomes import actions
from anxin.kernel.outcomes.derivation import DerivationFile, derivation_of_day, derivation_of_outcome
from anxin.kernel.outcomes.models import Outcome, RuleSet
from anxin.kernel.parties.models import Party
from tests.cast import DAY, NOON, OPERATOR, PACK, Cast, noon
from tests.unit.kernel.outcomes.test_deciding import complete, state
from tests.unit.kernel.rules import ROWS, applied, rule_set_file

ALONE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "sqlite3", "cryptography", "psycopg", "ruamel", "pydantic"}:
            raise ImportError(f"{name} is not to be had")
        if name.startswith(("anxin.kernel", "anxin.packs", "anxin.config", "anxin.web", "anxin.cli")):
            raise ImportError(f"{name} is not to be had")
sys.meta_path.insert(0, Blocked())
from anxin.decisions.deriving.verifying import verify
verdict = verify(sys.stdin.buffer.read())
print("\\n".join(str(fault.said) for fault in verdict.faults), end="")
sys.exit(0 if verdict.holds else 1)
"""


@pytest.fixture
def rules(cast: Cast) -> RuleSet:
    return applied()[0]


@pytest.fixture
def exported(cast: Cast, rules: RuleSet) -> DerivationFile:
    """Fang on 29 October: green, with a corrected record, a withdrawn one, one to come and one nobody asks for."""
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    wrong = state(cast.fang, "police_check", "failed")
    again = Statement("police_check", "public_security", DAY, result="passed")
    actions.submit_evidence(by=OPERATOR, at=NOON, party=cast.fang, statement=again, corrects=wrong, reason="录反")
    taken_back = state(cast.fang, "insurance", until=date(2021, 10, 30))
    actions.retract_evidence(by=OPERATOR, at=NOON, evidence=taken_back, reason="退保录错")
    state(cast.fang, "health_check", start=date(2021, 12, 1), until=date(2022, 11, 30))
    trained = Statement("training", "agency", DAY, result="passed")
    actions.submit_evidence(by=OPERATOR, at=NOON, party=cast.fang, statement=trained)
    return derivation_of_outcome(opened(cast.fang), Outcome.objects.get(party=cast.fang, slot__isnull=False))


def opened(party: Party, *fields: str) -> Opened:
    wanted = fields or ("derivation", "outcome")
    purpose = Purpose.SUPERVISION
    return open_party(by=OPERATOR, at=NOON, pack=PACK, public_id=party.public_id, purpose=purpose, fields=wanted)


def said(raw: bytes) -> list[str]:
    return [str(fault.said) for fault in verify(raw).faults]


def test_the_file_gives_the_outcome_again(exported: DerivationFile) -> None:
    verdict = verify(exported.content)

    assert verdict.faults == ()
    assert verdict.decided is not None
    assert (verdict.decided["outcome"], verdict.decided["row"]) == ("green", 9)
    assert verdict.decided["next_change"] == "2022-01-31"
    assert [row["kind"] for row in json.loads(exported.content)["evidence"]].count("training") == 0


def test_it_is_the_same_bytes_every_time(exported: DerivationFile, cast: Cast) -> None:
    row = Outcome.objects.get(party=cast.fang, slot__isnull=False)

    assert derivation_of_outcome(opened(cast.fang), row) == exported


def test_every_outcome_a_person_ever_had_can_be_taken_along(cast: Cast, exported: DerivationFile) -> None:
    actions.tick(by=OPERATOR, at=noon(date(2022, 8, 1)), pack=PACK, to=date(2022, 8, 1))
    rows = [*ROWS[:-1], (("-",) * 4, "yellow", "expiring")]
    newer = rule_set_file("wenzhou-2022-08-02", effective_from=date(2022, 8, 2), rows=rows)
    actions.apply_rule_sets(by=OPERATOR, at=noon(date(2022, 8, 2)), files=[newer])
    actions.recolour(by=OPERATOR, at=noon(date(2022, 8, 2)), pack=PACK, as_of=date(2022, 8, 2))

    every = list(Outcome.objects.filter(party=cast.fang))

    assert len(every) >= 6
    assert [said(derivation_of_outcome(opened(cast.fang), row).content) for row in every] == [[] for _ in every]


def test_a_day_is_exported_as_it_would_be_decided(cast: Cast, exported: DerivationFile) -> None:
    file = derivation_of_day(opened(cast.fang), PACK, as_of=date(2022, 7, 1))

    assert said(file.content) == []
    assert json.loads(file.content)["decided"]["outcome"] == "yellow"
    assert json.loads(file.content)["recorded"] is None
    today = derivation_of_day(opened(cast.fang), PACK, as_of=DAY)
    assert json.loads(today.content)["decided"]["next_change"] == "2021-12-01"  # a record held already comes into force


def test_a_colour_set_by_hand_in_the_database_is_told_by_the_file_itself(cast: Cast, exported: DerivationFile) -> None:
    row = Outcome.objects.get(party=cast.fang, slot__isnull=False)
    Outcome.objects.filter(pk=row.pk).update(outcome="red", reason="police-failed", row=3)
    row.refresh_from_db()

    assert said(derivation_of_outcome(opened(cast.fang), row).content) == [
        "The site recorded outcome = red; rules and evidence give green.",
        "The site recorded reason = police-failed; rules and evidence give both-valid.",
        "The site recorded row = 3; rules and evidence give 9.",
    ]


def test_evidence_changed_in_the_database_afterwards_is_told_too(cast: Cast, exported: DerivationFile) -> None:
    row = Outcome.objects.get(party=cast.fang, slot__isnull=False)
    Evidence.objects.filter(party=cast.fang, kind="health_check", valid_from__lte=DAY).update(
        valid_until=date(2021, 5, 1)
    )

    assert "The site recorded outcome = green; rules and evidence give yellow." in said(
        derivation_of_outcome(opened(cast.fang), row).content
    )


def test_only_the_asked_for_reading_gives_it_out(cast: Cast, exported: DerivationFile) -> None:
    row = Outcome.objects.get(party=cast.fang, slot__isnull=False)

    with pytest.raises(Refused):
        derivation_of_outcome(opened(cast.fang, "outcome", "items"), row)
    with pytest.raises(NotFound):
        derivation_of_outcome(opened(cast.mei), row)


def changed(exported: DerivationFile, change: Any) -> bytes:
    content = json.loads(exported.content)
    change(content)
    return written(content)


def honest_digests(content: dict[str, Any]) -> None:
    content["digests"] = {part: digest(content[part]) for part in content["digests"]}


TAMPERED: dict[str, tuple[Any, str]] = {
    "evidence": (
        lambda held: held["evidence"][0].update(valid_until="2030-01-01"),
        "Changed after the export: the evidence.",
    ),
    "rule text": (
        lambda held: held.update(rule_text=held["rule_text"].replace('"green"', '"grey"')),
        "Changed after the export: the text of the rules.",
    ),
    "parameter": (lambda held: held["parameters"].update(soon="P1D"), "Changed after the export: the parameters."),
    "outcome": (lambda held: held["decided"].update(outcome="red"), "Changed after the export: the outcome."),
    "day": (
        lambda held: held["asked"].update(as_of="2021-10-28"),
        "Changed after the export: the day and area decided for.",
    ),
    "record of the site": (
        lambda held: held["recorded"].update(decided_at="2020-01-01"),
        "Changed after the export: what the site recorded.",
    ),
}


@pytest.mark.parametrize("what", sorted(TAMPERED))
def test_what_was_touched_is_named(exported: DerivationFile, what: str) -> None:
    change, sentence = TAMPERED[what]

    assert sentence in said(changed(exported, change))


def test_digests_made_to_fit_do_not_help_where_the_outcome_is_another(exported: DerivationFile) -> None:
    def forge(held: dict[str, Any]) -> None:
        held["evidence"] = [row | {"valid_until": "2021-01-31"} for row in held["evidence"]]
        honest_digests(held)

    assert "The file says outcome = green; its rules and evidence give red." in said(changed(exported, forge))


def test_another_text_of_the_rules_is_not_taken_for_the_one_applied(exported: DerivationFile) -> None:
    def forge(held: dict[str, Any]) -> None:
        held["rule_text"] = held["rule_text"].replace("article 1<", "article 99<")
        honest_digests(held)

    assert said(changed(exported, forge)) == ["The text of the rules is not the one named by its SHA-256."]


def test_a_rule_set_that_does_not_decide_there_is_found_out(exported: DerivationFile) -> None:
    def forge(held: dict[str, Any]) -> None:
        held["rules_known"].append({"slug": "lucheng", "area": "330302", "effective_from": "2021-01-01", "sha256": "0"})
        honest_digests(held)

    assert any(one.startswith("On that day another rule set decides") for one in said(changed(exported, forge)))


def test_the_same_said_in_other_bytes_is_not_the_export(exported: DerivationFile) -> None:
    other = json.dumps(json.loads(exported.content), ensure_ascii=False).encode()

    assert said(other) == ["The file was written anew: its bytes are not those of the export, though it says the same."]


def test_no_byte_can_be_touched(exported: DerivationFile) -> None:
    """Any byte: of evidence, rules, parameters, outcome, digests, and of the blanks between them."""
    chance, whole = random.Random(9), exported.content
    seal = range(whole.index(b'"seal"'), len(whole))  # checked by its signature, not by computing
    for _ in range(400):
        raw = bytearray(whole)
        place = chance.randrange(len(raw))
        raw[place] ^= chance.randrange(1, 256)
        assert verify(bytes(raw)).faults or place in seal


HOSTILE = (
    b"",
    b"\xff\xfe",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b'{"format": "anxin-derivation/1"}',
    b'{"format": "anxin-derivation/1", "x": ' + b"9" * 5000 + b"}",
)


@pytest.mark.parametrize("raw", HOSTILE)
def test_what_is_no_derivation_is_refused_in_words(raw: bytes) -> None:
    (fault,) = verify(raw).faults

    assert str(fault.said).startswith("This is not a derivation that can be checked: ")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("rule_text", "<definitions/>"),
        ("rule_text", 7),
        ("parameters", {"soon": 3}),
        ("parameters", {}),
        ("facts_read", [{"name": "card", "kind": "card", "source": None, "column": "__class__"}]),
        ("evidence", [None]),
        ("asked", {"as_of": "9999-12-31", "known_through": 10**30, "area": ""}),
        ("asked", {"as_of": "20211029", "known_through": 1, "area": "330302"}),
        ("asked", {"as_of": "2021-10-29", "known_through": True, "area": "330302"}),
        ("digests", []),
        ("about", "\ud800"),
        ("decided", float("inf")),
    ],
)
def test_a_hostile_part_is_a_fault_and_never_a_crash(exported: DerivationFile, part: str, value: Any) -> None:
    content = json.loads(exported.content) | {part: value}

    assert verify(json.dumps(content).encode()).faults


def alone(raw: bytes, folder: Path) -> subprocess.CompletedProcess[bytes]:
    nowhere = {"HOME": str(folder / "home"), "ANXIN_HOME": str(folder / "site"), "PATH": os.environ["PATH"]}
    return subprocess.run([sys.executable, "-c", ALONE], input=raw, capture_output=True, env=nowhere, cwd=folder)


def test_it_needs_nothing_but_the_engine(exported: DerivationFile, tmp_path: Path) -> None:
    """No Django, no database, no kernel, no home folder: in a process of its own in which none can be imported."""
    found = alone(exported.content, tmp_path)

    assert (found.returncode, found.stdout, found.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []
    touched = alone(changed(exported, TAMPERED["outcome"][0]), tmp_path)
    assert touched.returncode == 1
    assert b"The file says outcome = red; its rules and evidence give green." in touched.stdout
