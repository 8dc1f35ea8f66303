"""An explained outcome as one text in the pack's words, and what would turn it into the one that opens the door."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.decisions import Told, change_told, facts_told
from anxin.decisions.explaining.sentences import Subject
from anxin.decisions.feel.plain import Value
from anxin.decisions.wording import Named, Words
from anxin.kernel.outcomes.queries import Explained, Remedy, remedy_of
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def wanted_outcome(pack: Pack) -> str:
    """The outcome that everybody wants: the first that lets the visit begin."""
    named = pack.outcomes
    return next((key for key, held in named.items() if held.entry == "allowed"), next(iter(named)))


@dataclass(frozen=True)
class Telling:
    """An explained outcome in words, and the remedy those words tell."""

    told: Told
    remedy: Remedy

    def said(self, language: str) -> str:
        """The whole text in Chinese ("zh") or English."""
        return self.told.said(language)


def tell(pack: Pack, found: Explained) -> Telling:
    """The outcome, what it rests on, the legal source of its row, and the smallest change that turns it."""
    naming, wanted = PackNaming(pack), wanted_outcome(pack)
    remedy = remedy_of(found, wanted=wanted, changeable=changeable(pack, found))
    blamed = {} if found.outcome == wanted else _to_blame(found, remedy)
    why = facts_told(blamed, found.as_of, naming, good=False)
    source = _named(Text(zh=found.row.legal_source, en=found.row.legal_source_en)) if found.row.legal_source else None
    changes = () if found.outcome == wanted else remedy.changes
    after: Words = Named("", "")
    if remedy.sure:
        after = change_told(changes, remedy.waiting, outcome_words(pack, wanted), naming, next_change=found.next_change)
    return Telling(Told(outcome_words(pack, found.outcome), why or _reason(pack, found.reason), source, after), remedy)


def changeable(pack: Pack, found: Explained) -> tuple[str, ...]:
    """The facts that the person or the agency can do something about, as the pack's `actionable` says."""
    kinds = pack.evidence_kinds
    can = {name: kinds[read.kind].actionable for name, read in pack.evidence.facts.items()}
    return tuple(name for name, how in can.items() if how == "renew" or (how == "obtain" and _unknown(found, name)))


def _unknown(found: Explained, name: str) -> bool:
    return found.facts.get(name) is None


def _to_blame(found: Explained, remedy: Remedy) -> dict[str, Value]:
    """The facts the row asks for that keep the outcome from being the wanted one; all it asks for when none do."""
    asked = {name: value for one in found.because if one.cell != "-" for name, value in one.facts.items()}
    blamed = {name: value for name, value in asked.items() if name in remedy.to_blame}
    return blamed or {name: found.facts[name] for name in remedy.to_blame if name in found.facts} or asked


def _reason(pack: Pack, reason: str) -> Words:
    held = pack.reasons.get(reason)
    return _named(held.title) if held else Named(reason, reason)


def outcome_words(pack: Pack, outcome: str) -> Words:
    """What the pack calls an outcome: 绿码, green code."""
    held = pack.outcomes.get(outcome)
    return Named(held.word.zh, held.word.said("en").lower()) if held else Named(outcome, outcome)


def _named(text: Text) -> Words:
    return Named(text.zh, text.said("en"))


@dataclass(frozen=True)
class PackNaming:
    """Facts and their values in the pack's words."""

    pack: Pack

    def subject(self, fact: str) -> Subject:
        """The item's name, with its source where a kind has several, and the column the fact is read from."""
        read = self.pack.evidence.facts.get(fact)
        if read is None:
            return Subject(Named(fact, fact), "")
        kind = self.pack.evidence_kinds[read.kind]
        zh, en = kind.title.zh, kind.title.said("en")
        if len(kind.sources) > 1 and read.source:
            source = self.pack.sources[read.source]
            zh, en = f"{zh}（{source.zh}）", f"{en} ({source.said('en')})"
        return Subject(Named(zh, en[:1].lower() + en[1:]), read.column)

    def value(self, fact: str, value: Value) -> Words:
        """A result in the kind's own words."""
        read = self.pack.evidence.facts.get(fact)
        named = self.pack.evidence_kinds[read.kind].results.get(str(value)) if read else None
        return Named(named.zh, named.said("en").lower()) if named else Named(*2 * (str(value),))
