"""What applying a pack would do to the matters in force, in sentences a section chief can approve. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from anxin.kernel.cases.applying import changed, in_force
from anxin.kernel.cases.clocks import Unit
from anxin.kernel.cases.matter import Clock, DatedTable, Matter
from anxin.packs.cases import TABLES
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack

PARTS = {
    "title": ("名称", "title"),
    "summary": ("说明", "summary"),
    "form": ("表单", "form"),
    "desks": ("岗位", "desks"),
    "reception": ("受理岗位", "reception"),
    "review": ("复核岗位", "review"),
    "dispatch": ("派单表", "dispatch table"),
    "grading": ("分级表", "grading table"),
    "tables": ("分级派单表的内容", "contents of its tables"),
    "clocks": ("时限", "time limits"),
    "results": ("答复结论", "results of an answer"),
    "answer": ("答复要附的内容", "what comes with an answer"),
    "grounds": ("不予办理时写明的依据", "which rule a refusal names"),
    "accepts_by_itself": ("是否自动受理", "whether it is accepted by itself"),
    "answers_by_itself": ("什么时候由表直接答复", "when its table answers by itself"),
    "anonymous": ("是否可以匿名", "whether it may be anonymous"),
    "hides_requester": ("对单位隐去来人", "whether the organisation sees the requester"),
    "organisation": ("涉及单位", "organisation concerned"),
    "stand_in": ("没写单位时由谁接", "who stands in where no organisation is named"),
    "entry": ("收件前的核对", "what is looked up before a request is taken in"),
    "screening": ("甄别问题", "screening"),
    "steps": ("必经步骤", "steps"),
    "silence": ("视为认可的期限", "when silence counts"),
    "contest": ("不认可的次数和期限", "how an answer may be contested"),
    "objections": ("退回派单的次数", "how often a desk may object"),
    "apart": ("分人办理", "what two people do"),
    "effects": ("办结后对档案的影响", "effects on records"),
    "board": ("公示栏", "the notice board"),
    "repeats": ("重复件的判断", "what counts as a repeat"),
    "reward": ("奖励", "reward"),
    "grades": ("分级的叫法", "words of the grades"),
    "card": ("证件", "card"),
    "corrects": ("可以更正的凭据", "which records an answer corrects"),
    "supply": ("供给方", "suppliers"),
    "batches": ("批次", "batches"),
    "channels": ("从哪里进来", "by which doors it comes in"),
    "sweep": ("巡查的网站和规则", "what is swept, and by which rules"),
    "keeps_years": ("保存年限", "how long it is kept"),
    "appeal": ("救济途径", "way to appeal"),
}
UNITS = {
    Unit.WORKING_DAYS: ("{} 个工作日", "{} working days"),
    Unit.DAYS: ("{} 天", "{} days"),
    Unit.HOURS: ("{} 小时", "{} hours"),
}


@dataclass(frozen=True)
class MatterChanges:
    """A sentence for each matter that is new or changed, one for each that has gone from the files though it stays in
    force, and an error for each table that was edited after it was applied."""

    new: tuple[Text, ...]
    gone: tuple[Text, ...]
    edited: tuple[PackError, ...]


def matter_changes(pack: Pack) -> MatterChanges:
    """Compare a pack's matters with those in force."""
    held = in_force(pack.slug)
    there = {matter.slug for matter in pack.matters}
    new = (_sentence(one, held.get(one.slug)) for one in changed(pack.matters))
    gone = (_gone(one) for slug, one in held.items() if slug not in there)
    edited = (error for one in pack.matters for error in _edited(one, held.get(one.slug)))
    return MatterChanges(tuple(new), tuple(gone), tuple(edited))


def _sentence(matter: Matter, before: Matter | None) -> Text:
    title = Text(zh=matter.title.zh, en=matter.title.en or matter.title.zh)
    if before is None:
        limits_zh = "；".join(f"{clock.title.zh}：{_length(clock)[0]}" for clock in matter.clocks)
        limits_en = "; ".join(f"{clock.title.en or clock.title.zh}: {_length(clock)[1]}" for clock in matter.clocks)
        zh = f"新增事项：{title.zh}（{matter.slug}），由{_desk(matter).zh}受理；{limits_zh}。"
        en = f"Added matter: {title.en} ({matter.slug}), received by {_desk(matter).en}; {limits_en}."
        return Text(zh=zh, en=en)
    parts = [PARTS[name] for name in _parts(matter, before)]
    zh = f"变更事项：{title.zh}（{matter.slug}）：{'、'.join(part for part, _ in parts)}；在办件仍按原来的办。"
    names = ", ".join(part for _, part in parts)
    en = f"Changed matter: {title.en} ({matter.slug}): {names}; cases under way keep theirs."
    return Text(zh=zh, en=en)


def _parts(matter: Matter, before: Matter) -> list[str]:
    names = [one.name for one in fields(Matter) if one.name in PARTS]
    return [name for name in names if getattr(matter, name) != getattr(before, name)]


def _desk(matter: Matter) -> Text:
    title = matter.desk(matter.reception).title
    return Text(zh=title.zh, en=title.en or title.zh)


def _length(clock: Clock) -> tuple[str, str]:
    zh, en = UNITS[clock.term.unit]
    if clock.term.amount == 0:
        return ("当天", "the same day")
    said = en.format(clock.term.amount)
    return zh.format(clock.term.amount), said.removesuffix("s") if clock.term.amount == 1 else said


def _gone(matter: Matter) -> Text:
    zh = f"文件缺失：事项{matter.title.zh}（{matter.slug}）已经启用，缺少声明不等于停用，仍然受理。请把声明放回。"
    title = matter.title.en or matter.title.zh
    en = f"Missing: matter {title} ({matter.slug}) stays in force; put its declaration back."
    return Text(zh=zh, en=en)


def _edited(matter: Matter, before: Matter | None) -> Iterator[PackError]:
    """A table that was applied stays byte for byte; a change is a file with a later date."""
    now = {name: {one.since: one for one in files} for name, files in matter.tables.items()}
    for name, files in before.tables.items() if before is not None else ():
        for one in files:
            yield from _kept(f"{TABLES}/{name}-{one.since}.dmn", one, now.get(name, {}).get(one.since), name in now)


def _kept(file: str, one: DatedTable, now: DatedTable | None, named: bool) -> Iterator[PackError]:
    if now is None and named:
        what = "this table was applied and its file is missing; put it back. A change is a file of a later date"
        yield PackError(file, 0, what)
    elif now is not None and now.sha256 != one.sha256:
        what = "a table is never edited once applied: put the change into a file with a later date"
        yield PackError(file, 0, what, now.sha256[:12], one.sha256[:12])
