"""What applying a pack does to its datasets and its rule of assessment, and what it says of it beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from anxin.kernel.datasets.assessing import keep_table
from anxin.kernel.datasets.keeping import changed, keep_datasets, left_out
from anxin.kernel.datasets.models import AssessmentTable
from anxin.kernel.journal.actor import Actor
from anxin.packs.exchange import EXCHANGE, assessment_tables, datasets_of
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def exchange_changes(pack: Pack) -> Iterator[Text]:
    """A sentence for each dataset that applying the pack would offer or change."""
    declared = datasets_of(pack)
    for terms in changed(declared, pack=pack.slug):
        size = len(terms.fields)
        yield Text(
            zh=f"数据集：{terms.title.zh}（{terms.name}），{size} 个字段。",
            en=f"Dataset: {terms.title.en or terms.title.zh} ({terms.name}), {size} fields.",
        )


def gone_datasets(pack: Pack) -> Iterator[Text]:
    """A sentence for each dataset that is kept and that the file has no more: it stays on offer."""
    for slug in left_out(datasets_of(pack), pack=pack.slug):
        zh = f"文件缺失：数据集 {slug} 已经提供，缺少声明不等于停用。要停用，请在 {EXCHANGE} 写 retired。"
        yield Text(zh=zh, en=f"Missing: the dataset {slug} stays on offer; to end it, say `retired` in {EXCHANGE}.")


def assessment_changes(pack: Pack) -> Iterator[Text | PackError]:
    """A sentence for each table of assessment that is new; an error for one that was edited after it was applied."""
    held = {row.since: row.sha256 for row in AssessmentTable.objects.filter(pack=pack.slug)}
    for file in assessment_tables(pack):
        if file.since not in held:
            zh = f"安全评估：{file.stem}，自 {file.since} 起按此判断哪些数据拼在一起要先评估。"
            en = f"Assessment: {file.stem} says from {file.since} which data together are assessed first."
            yield Text(zh=zh, en=en)
        elif held[file.since] != file.sha256:
            what = "this table was applied before and has been edited; put the change into a file with a later date"
            yield PackError(file.file, 0, what)


def apply_exchange(pack: Pack, *, by: Actor, at: datetime) -> None:
    """Inside the transaction that applies the pack; nothing is written for what stands already."""
    declared = datasets_of(pack)
    for file in assessment_tables(pack):
        keep_table(by=by, at=at, pack=pack.slug, since=file.since, dmn=file.dmn, sha256=file.sha256)
    if changed(declared, pack=pack.slug):
        keep_datasets(by=by, at=at, pack=pack.slug, declared=declared)
