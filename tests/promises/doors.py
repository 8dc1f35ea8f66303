"""Every act that has several doors, by door: the phone pages, the console, the API, the command.

Each is handed the same site and does the same act upon the same people; `test_doors` undoes it and compares.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner

from anxin import packs
from anxin.cli.main import app
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.codes import visiting
from anxin.kernel.codes.models import Visit
from anxin.kernel.codes.visiting import Scanned
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.intake.models import Upload
from anxin.kernel.outcomes.actions import recolour
from anxin.kernel.outcomes.drafting import Draft, propose_draft, simulate, start_draft
from anxin.kernel.outcomes.models import RuleDraft
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.queries import now
from anxin.packs.drafted import drafted as in_pack
from tests.cast import DAY, LUCHENG, NOON, OPERATOR, PACK, identity_number, worker
from tests.unit.web.console.desks import DESKS, at_desk, on_desks
from tests.unit.web.phone.stage import Stage

RETURN = f"身份证号,姓名,核查结论,核查日期\r\n{identity_number(102)},李梅,不通过,2021-10-20\r\n"


@dataclass(frozen=True)
class Site:
    """The stage, a worker ready for her card, a showing and a visit made before, a file to bring, the desks' keys."""

    stage: Stage
    ready: Party
    shown: Scanned
    visit: Visit
    file: Path
    keys: Mapping[str, str] = field(repr=False)
    draft: RuleDraft

    def person(self, who: str) -> str:
        """Public id of Fang, Mei, or the one who is ready."""
        held: Party = self.ready if who == "ready" else getattr(self.stage.cast, who)
        return held.public_id

    def record(self, who: str, kind: str) -> int:
        return int(getattr(self.stage.cast, who).evidence.get(kind=kind).pk)


def built(folder: Path) -> Site:
    """Put everything the doors need on the stage."""
    stage = on_desks()
    ready = ready_for_a_card()
    recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
    first, second = (visiting.open_code(at=now(), public=stage.fang.public) for _ in range(2))
    visit = visiting.confirm_visit(at=now(), handle=second.handle)
    file = folder / "police.csv"
    file.write_text(RETURN, "utf-8-sig", newline="")
    users = User.objects.in_bulk(DESKS, field_name="username")
    keys = {name: issue_token(by=OPERATOR, at=NOON, user=user, label="doors") for name, user in users.items()}
    return Site(stage, ready, first, visit, file, keys, drafted(stage))


def ready_for_a_card() -> Party:
    """孙娟 with Anjia: every material is there, the card is not."""
    person = worker("孙娟", serial=105)
    parties.register_party(by=OPERATOR, at=NOON, party=person, pack=PACK, area=LUCHENG)
    anjia = Party.objects.get(name="安家乐家政")
    since = date(2021, 1, 1)
    parties.start_affiliation(by=OPERATOR, at=NOON, party=person, organisation=anjia, role=PACK, started_on=since)
    until = date(2022, 5, 31)
    employed = Statement("employment", "agency", since, "working")
    record_evidence(by=OPERATOR, at=NOON, party=person, statement=employed)
    for kind, source, last in (
        ("identity_review", "jiafuyun", None),
        ("identity_review", "mofcom", None),
        ("police_check", "public_security", None),
        ("health_check", "health_institution", until),
        ("insurance", "insurer", until),
        ("training", "agency", None),
        ("authorisation", "agency", None),
    ):
        said = Statement(kind, source, since, "passed", last)
        record_evidence(by=OPERATOR, at=NOON, party=person, statement=said)
    return person


@dataclass(frozen=True)
class Said:
    """How a door answered: `refused` is the rule it named, empty where it did the act; `told` what it showed, `errors`
    what the command said beside it."""

    done: bool
    refused: str = ""
    told: Any = None
    errors: str = ""


Door = Callable[[Site, str], Said]
RULE = re.compile(r"<code>([a-z][a-z0-9._-]+)</code>")


def page(answer: Any, told: Any = None) -> Said:
    """An answer of the phone pages or the console; a refusal page names its rule."""
    named = RULE.search(answer.content.decode()) if answer.status_code == 403 else None
    return Said(answer.status_code in (200, 302), named[1] if named else "", told)


def api(site: Site, who: str, method: str, path: str, body: Any = None, **query: str) -> Said:
    """A call with the key of `who`, or with none."""
    headers = {"authorization": f"Bearer {site.keys[who]}"} if who in site.keys else {}
    sent = "" if body is None else json.dumps(body)
    client = Client(headers=headers)
    answer = client.generic(method, f"/api/v1{path}", sent, content_type="application/json", query_params=query)
    told: Any = json.loads(answer.content) if answer.content else {}
    done = answer.status_code < 300
    return Said(done, "" if done else str(told.get("rule", "")), told)


def typed(*arguments: str) -> Said:
    """The command, typed in an English terminal."""
    handlers = logging.root.handlers[:]  # the command sets up logging upon the runner's own stderr, which then closes
    with translation.override("en"):
        result = CliRunner(env={"LC_ALL": "en_GB.UTF-8", "COLUMNS": "200"}).invoke(app, list(arguments))
    logging.root.handlers[:] = handlers
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    named = re.search(r"\(rule ([^)]+)\)", result.stderr)
    return Said(result.exit_code == 0, named[1] if named else "", result.stdout, result.stderr)


def console(site: Site, who: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """A page of the console, or a form sent to it."""
    desk = at_desk(who)
    return desk.get(f"/console/{path}") if body is None else desk.post(f"/console/{path}", body)


INSURED = {
    "source": "insurer",
    "result": "passed",
    "valid_from": "2021-10-29",
    "valid_until": "2022-10-28",
}
LATER = {"source": "public_security", "result": "failed", "valid_from": "2021-06-02", "reason": "结论录反"}
EXIT = {"ended_on": "2021-10-29", "reason": "合同到期"}
STARTS = {"id_number": identity_number(104), "name": "周玲", "started_on": "2021-10-29"}


def bring_at_the_console(site: Site, who: str) -> Said:
    """Stage, then take the good rows."""
    file = SimpleUploadedFile(site.file.name, site.file.read_bytes())
    staged = console(site, who, "uploads/", {"layout": "police_check", "file": file})
    if staged.status_code != 302:
        return page(staged)
    return page(console(site, who, f"uploads/{Upload.objects.get().public_id}/confirm/", {}))


def reasoned(said: Mapping[str, Any]) -> tuple[Any, ...]:
    """What an explanation comes to, from the JSON of the API or of the command."""
    conditions = [one["test"] for one in said["conditions"]]
    return said["colour"], said["reason"], said["rule_set"], said["row"], str(said["next_change"]), conditions


def explain_at_the_console(site: Site, who: str) -> Said:
    answer = console(site, who, f"people/{site.person('mei')}/?as_of=2021-10-30")
    if answer.status_code != 200:
        return page(answer)
    day = answer.context["day"]
    cells = [one["cell"] for one in day["conditions"]]
    found = (day["colour"], day["reason"], day["slug"], day["row"], str(day["next_change"]), cells)
    return page(answer, found)


def explain_by_the_api(site: Site, who: str) -> Said:
    said = api(site, who, "GET", f"/parties/{site.person('mei')}/outcome", as_of="2021-10-30")
    return Said(True, "", reasoned(said.told)) if said.done else said


def explain_by_the_command(site: Site, who: str) -> Said:
    said = typed("explain", site.person("mei"), "--as-of", "2021-10-30", "--json")
    return Said(said.done, said.refused, reasoned(json.loads(said.told)))


def tally_at_the_console(site: Site, who: str) -> Said:
    answer = console(site, who, "rules/?try=330200&as_of=2021-10-30")
    if answer.status_code != 200:
        return page(answer)
    return page(answer, {colour: other for colour, _own, other, _more in answer.context["tried"].lines if other})


def tally_by_the_api(site: Site, who: str) -> Said:
    said = api(site, who, "GET", "/tally", as_of="2021-10-30", rules="330200")
    return Said(True, "", said.told["colours"]) if said.done else said


def tally_by_the_command(site: Site, who: str) -> Said:
    said = typed("decide", PACK, "--as-of", "2021-10-30", "--rules", "ningbo", "--json")
    colours = {colour: number for colour, number in json.loads(said.told).items() if colour in COLOURS and number}
    return Said(said.done, said.refused, colours)


def drafted(stage: Stage) -> RuleDraft:
    """Wenzhou's own table again from 1 December on, written and proposed by the province, tried for its first day."""
    pack, province = packs.current(PACK), stage.cast.province
    rules = pack.rule_file("wenzhou-2021-01-01")
    assert rules is not None
    content = Draft(rules.dmn, date(2021, 12, 1), "温州新规")
    made = start_draft(by=province, at=now(), pack=PACK, area="330300", content=content)
    file = in_pack(pack, content, area="330300").file
    simulate(by=province, at=now(), file=file, as_of=content.effective_from)
    return propose_draft(by=province, at=now(), draft=made)


def publish_at_the_console(site: Site, who: str) -> Said:
    return page(console(site, who, f"rules/drafts/{site.draft.public_id}/publish/", {"sha256": site.draft.sha256}))


def publish_by_the_api(site: Site, who: str) -> Said:
    said = api(site, who, "POST", f"/rule-drafts/{site.draft.public_id}/publish", {"sha256": site.draft.sha256})
    return Said(said.done, said.refused)


def publish_by_the_command(site: Site, who: str) -> Said:
    said = typed("publish", site.draft.public_id, "--as", who, "--yes")
    return Said(said.done, said.refused)


COLOURS = ("green", "yellow", "red", "grey")

# Act → door → how. The second argument is who acts; a household and the operator are nobody's account.
HOUSEHOLD: dict[str, dict[str, Door]] = {
    "scan": {
        "phone": lambda site, who: page(Client().get(f"/c/{site.stage.hua.public}")),
        "api": lambda site, who: api(site, who, "POST", f"/codes/{site.stage.hua.public}/scan"),
    },
    "confirm": {
        "phone": lambda site, who: page(
            Client().post(f"/c/{site.stage.fang.public}/confirm", {"showing": site.shown.showing})
        ),
        "api": lambda site, who: api(site, who, "POST", "/showings/confirm", {"showing": site.shown.showing}),
    },
    "rate": {
        "phone": lambda site, who: page(Client().post(f"/v/{site.visit.token}/rate", {"rating": "4", "text": "准时"})),
        "api": lambda site, who: api(
            site, who, "POST", f"/visits/{site.visit.token}/rating", {"score": 4, "text": "准时"}
        ),
    },
    "complain": {
        "phone": lambda site, who: page(Client().post(f"/v/{site.visit.token}/complain", {"text": "迟到一小时"})),
        "api": lambda site, who: api(
            site, who, "POST", f"/visits/{site.visit.token}/complaint", {"text": "迟到一小时"}
        ),
    },
}
DESK: dict[str, dict[str, Door]] = {
    "enter-evidence": {
        "console": lambda site, who: page(
            console(site, who, f"people/{site.person('mei')}/evidence/?kind=insurance", INSURED)
        ),
        "api": lambda site, who: api(
            site, who, "POST", f"/parties/{site.person('mei')}/evidence", {"kind": "insurance", **INSURED}
        ),
    },
    "correct": {
        "console": lambda site, who: page(
            console(
                site,
                who,
                f"people/{site.person('fang')}/evidence/{site.record('fang', 'police_check')}/correct/",
                LATER,
            )
        ),
        "api": lambda site, who: api(
            site,
            who,
            "POST",
            f"/parties/{site.person('fang')}/evidence",
            {"kind": "police_check", "corrects": site.record("fang", "police_check"), **LATER},
        ),
    },
    "withdraw-evidence": {
        "console": lambda site, who: page(
            console(
                site,
                who,
                f"people/{site.person('fang')}/evidence/{site.record('fang', 'health_check')}/withdraw/",
                {"reason": "体检机构通知作废"},
            )
        ),
        "api": lambda site, who: api(
            site,
            who,
            "POST",
            f"/evidence/{site.record('fang', 'health_check')}/withdraw",
            {"reason": "体检机构通知作废"},
        ),
    },
    "start-affiliation": {
        "console": lambda site, who: page(console(site, who, "registry/join/", STARTS)),
        "api": lambda site, who: api(site, who, "POST", "/parties", STARTS),
    },
    "end-affiliation": {
        "console": lambda site, who: page(console(site, who, f"people/{site.person('fang')}/leave/", EXIT)),
        "api": lambda site, who: api(site, who, "POST", f"/parties/{site.person('fang')}/exit", EXIT),
    },
    "issue-card": {
        "console": lambda site, who: page(
            console(site, who, f"people/{site.person('ready')}/card/", {"card_number": "WZ202100999"})
        ),
        "api": lambda site, who: api(
            site, who, "POST", f"/parties/{site.person('ready')}/card", {"card_number": "WZ202100999"}
        ),
    },
    "upload": {
        "console": bring_at_the_console,
        "command": lambda site, who: typed("import", str(site.file), "--as", who, "--yes"),
    },
    "read-person": {"console": explain_at_the_console, "api": explain_by_the_api},
    "publish-rules": {
        "console": publish_at_the_console,
        "api": publish_by_the_api,
        "command": publish_by_the_command,
    },
    "count-everybody": {"console": tally_at_the_console, "api": tally_by_the_api},
}
# The same by the operator's command, who has no desk and may do everything the system may.
OPERATORS: dict[str, Door] = {"read-person": explain_by_the_command, "count-everybody": tally_by_the_command}
