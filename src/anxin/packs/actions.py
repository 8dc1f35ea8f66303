"""Applying a pack: everything resolves and the plan has no error, or nothing is written."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.kernel.access.actions import apply_shown
from anxin.kernel.cases.applying import apply_matters
from anxin.kernel.evidence.counting import declare
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import apply_rule_sets
from anxin.packs import lint, on_site
from anxin.packs.applying import apply_declared
from anxin.packs.counting import counted_kinds
from anxin.packs.exchange_applying import apply_exchange
from anxin.packs.faults import PackInvalid
from anxin.packs.ledger_applying import apply_ledger
from anxin.packs.pack import Pack
from anxin.packs.queries import Plan, as_rule_set_file, plan, shown_of


@transaction.atomic
def apply(pack: Pack, *, by: Actor, at: datetime) -> Plan:
    """Take the pack's new rule sets, matters, what it shows to whom, and what modules do with it, into force in one
    transaction, and say what was done.

    Applying what is already applied writes nothing. Outcomes follow with `outcomes.actions.recolour`.
    Raises PackInvalid: the pack has errors, or a rule set or table that was applied before has been edited.
    """
    wanted = plan(pack)
    added = [step.rule_set for step in wanted.steps if step.change == "added"]
    found = [*wanted.errors, *(lint.errors(pack) if wanted.changes else ())]
    if found:
        raise PackInvalid(pack.slug, found)
    if any(step.change == "shown" for step in wanted.steps):
        apply_shown(by=by, at=at, pack=pack.slug, shown=shown_of(pack))
    if added:
        files = [as_rule_set_file(pack, rules) for rules in pack.rule_files if rules.stem in added]
        apply_rule_sets(by=by, at=at, files=files)
    apply_matters(by=by, at=at, matters=pack.matters)
    if counted := counted_kinds(pack):
        declare(by=by, at=at, pack=pack.slug, declared=counted)
    apply_ledger(pack, by=by, at=at)
    apply_exchange(pack, by=by, at=at)
    apply_declared(pack, by=by, at=at)
    on_site.forget()
    transaction.on_commit(on_site.forget)
    return wanted
