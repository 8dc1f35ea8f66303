"""What applying a pack would do, compared with what was applied before. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Literal

from anxin import decisions
from anxin.kernel.access.shown import ShownTo, shown_by
from anxin.kernel.journal.actor import Role
from anxin.kernel.outcomes.actions import RuleSetFile
from anxin.kernel.outcomes.models import RuleSet
from anxin.packs.applying import PLANNERS
from anxin.packs.case_plan import matter_changes
from anxin.packs.exchange_applying import assessment_changes, exchange_changes, gone_datasets
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.ledger_plan import gone_books, ledger_changes
from anxin.packs.pack import Pack, RuleFile
from anxin.packs.trying import parameters

Change = Literal["added", "unchanged", "changed", "retired", "absent", "shown", "matter", "declared"]


@dataclass(frozen=True)
class Step:
    """One rule set, matter or other declaration and what becomes of it, in a sentence a section chief can approve.
    `rule_set`: empty for anything but a rule set."""

    change: Change
    rule_set: str
    sentence: Text


@dataclass(frozen=True)
class Plan:
    """What `apply` would do. With `errors` it does nothing."""

    pack: str
    steps: tuple[Step, ...]
    errors: tuple[PackError, ...]

    @property
    def changes(self) -> bool:
        return any(step.change in ("added", "shown", "matter", "declared") for step in self.steps)


def plan(pack: Pack) -> Plan:
    """Compare a pack's rule files with the applied rule sets. Nothing is written."""
    applied = {rules.slug: rules for rules in RuleSet.objects.filter(pack=pack.slug)}
    steps = [step for rules in pack.rule_files for step in _steps(pack, rules, applied)]
    steps += [_absent(slug) for slug in sorted(applied) if pack.rule_file(slug) is None]
    steps += _shown(pack)
    matters = matter_changes(pack)
    steps += [Step("matter", "", sentence) for sentence in matters.new]
    steps += [Step("absent", "", sentence) for sentence in matters.gone]
    steps += [Step("absent", "", sentence) for sentence in (*gone_books(pack), *gone_datasets(pack))]
    told = [
        said for planner in (ledger_changes, exchange_changes, assessment_changes, *PLANNERS) for said in planner(pack)
    ]
    steps += [Step("declared", "", said) for said in told if isinstance(said, Text)]
    errors = [*(_immutable(pack, step) for step in steps if step.change == "changed"), *matters.edited]
    errors += [said for said in told if isinstance(said, PackError)]
    return Plan(pack.slug, tuple(steps), tuple(errors))


def _steps(pack: Pack, rules: RuleFile, applied: dict[str, RuleSet]) -> list[Step]:
    held = applied.get(rules.stem)
    if held is not None:
        return [_kept(pack, rules, held)]
    area = pack.areas[rules.area]
    title, day = pack.manifest.rule_sets[rules.stem].title, rules.effective_from
    zh = f"新增：{title.zh}（{rules.stem}），{area.zh}自 {day} 起按此判定。"
    en = f"Added: {title.said('en')} ({rules.stem}) decides in {area.en or area.zh} from {day}."
    return [Step("added", rules.stem, Text(zh=zh, en=en)), *_replaced(pack, rules)]


def shown_of(pack: Pack) -> list[ShownTo]:
    """What the pack shows to each role, as the gate takes it."""
    held = sorted(pack.manifest.shown.items())
    return [ShownTo(Role(role), tuple(sorted(one.fields)), one.basis.zh, one.basis.en) for role, one in held]


def _shown(pack: Pack) -> Iterator[Step]:
    """Roles that would be shown other things than now, or on another legal basis."""
    before = {one.role: one for one in shown_by(pack.slug)}
    now = {one.role: one for one in shown_of(pack)}
    for role in sorted({*before, *now}):
        if before.get(role) == now.get(role):
            continue
        one = now.get(role)
        fields = ", ".join(one.fields) if one else "–"
        zh = f"展示范围：{role} 可以看 {fields}；依据：{one.basis_zh if one else '无'}"
        en = f"Shown to {role}: {fields}. Legal basis: {(one.basis_en or one.basis_zh) if one else 'none'}"
        yield Step("shown", "", Text(zh=zh, en=en))


def _replaced(pack: Pack, rules: RuleFile) -> list[Step]:
    """The rule set of the same area that this one takes over from, if any."""
    here = [other for other in pack.rule_files if other.area == rules.area]
    earlier = [other for other in here if other.effective_from < rules.effective_from]
    newest = max(earlier, key=lambda other: other.effective_from, default=None)
    return [_retired(newest, rules.effective_from)] if newest else []


def _retired(rules: RuleFile, day: date) -> Step:
    zh = f"停用：{rules.stem} 判定到 {day - timedelta(days=1)} 为止；以前的判定仍按它解释。"
    en = f"Retired: {rules.stem} decides until {day - timedelta(days=1)}; earlier outcomes are still explained by it."
    return Step("retired", rules.stem, Text(zh=zh, en=en))


def _kept(pack: Pack, rules: RuleFile, held: RuleSet) -> Step:
    now = as_rule_set_file(pack, rules)
    parts = [("规则", "rules", held.sha256 == now.sha256), ("参数", "parameters", held.parameters == now.parameters)]
    changed = [(zh, en) for zh, en, same in parts if not same]
    if changed:
        zh = f"不能改：{rules.stem} 已经启用，但{'、'.join(zh for zh, _ in changed)}与启用时不同。"
        en = f"Refused: {rules.stem} was applied with other {' and '.join(en for _, en in changed)}."
        return Step("changed", rules.stem, Text(zh=zh, en=en))
    return Step("unchanged", rules.stem, Text(zh=f"不变：{rules.stem}。", en=f"Unchanged: {rules.stem}."))


def _absent(slug: str) -> Step:
    zh = f"文件缺失：{slug} 已经启用，缺少文件不等于停用，仍然有效。请把文件放回。"
    en = f"File missing: {slug} stays in force; a missing file never deletes a rule set. Put the file back."
    return Step("absent", slug, Text(zh=zh, en=en))


def _immutable(pack: Pack, step: Step) -> PackError:
    rules = pack.rule_file(step.rule_set)
    what = f"{step.sentence.en} A rule set is never edited once applied: put the change into a file with a later date"
    return PackError(rules.file if rules else "rules", 0, what, rules.sha256[:12] if rules else "")


def as_rule_set_file(pack: Pack, rules: RuleFile) -> RuleSetFile:
    """A rule file as the kernel applies it, with only the facts and parameters that it reads."""
    named, decides = pack.manifest.rule_sets[rules.stem], pack.deciding
    inputs = decisions.load(rules.dmn, name=rules.file).inputs
    constants = parameters(pack, rules.stem)
    return RuleSetFile(
        pack=pack.slug,
        area=pack.areas[rules.area].code,
        slug=rules.stem,
        effective_from=rules.effective_from,
        decision=decides.table,
        output=decides.outcome,
        title_zh=named.title.zh,
        title_en=named.title.en,
        dmn=rules.dmn,
        parameters={name: f"P{value.days}D" for name, value in constants.items()},
        facts=tuple(asdict(fact) for fact in pack.facts if fact.name in inputs),
        entry_allowed=tuple(key for key, held in pack.outcomes.items() if held.entry == "allowed"),
        tells_change=named.tells_change.zh if named.tells_change is not None else "",
    )
