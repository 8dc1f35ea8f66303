"""`anxin retain`: what is over its time goes."""

from __future__ import annotations

import typer

from anxin.cli.site import in_terminal_language, now, open_site, operator


def retain(
    days: int | None = typer.Option(
        None, "--days", min=1, help="Days for which visits are kept; without it, ANXIN_VISIT_DAYS (90)."
    ),
) -> None:
    """Remove what is over its time: old visits nobody commented on, salts of days gone, look-ups, what old requests
    and applications said, and what the journal's entries over their time said. Run it every night.

    Changes: removes those rows for good; journal entries say how many. The chain of the journal still verifies.

    Example: `anxin retain`
    """
    open_site()
    from anxin.kernel.access.retaining import retain_journal
    from anxin.kernel.attachments.actions import sweep_files
    from anxin.kernel.cases.retention import empty_old_cases
    from anxin.kernel.codes.retention import retain as removed
    from anxin.kernel.peers.retention import remove_received
    from anxin.modules.allotments.retention import empty_old_applications
    from anxin.modules.inquiries.retention import forget_askers

    gone = removed(by=operator(), at=now(), days=days)
    zh = f"已删除：上门 {gone.visits} 条，日盐 {gone.salts} 个，查码 {gone.lookups} 条，代持 {gone.carryings} 条。"
    en = f"Removed: {gone.visits} visits, {gone.salts} salts, {gone.lookups} look-ups, {gone.carryings} carryings."
    typer.echo(in_terminal_language(zh, en))
    emptied = empty_old_cases(by=operator(), at=now())
    applications = empty_old_applications(by=operator(), at=now())
    swept = sweep_files(by=operator(), at=now())
    left = swept.unclaimed + swept.erased + swept.drafts
    zh = f"已清空：到期办件 {emptied.cases} 件，照片和文件 {emptied.files} 个，无主文件 {left} 个。"
    en = f"Emptied: {emptied.cases} old cases with {emptied.files} photos and files; {left} files nobody claimed."
    typer.echo(in_terminal_language(zh, en))
    journal = retain_journal(by=operator(), at=now())
    if journal.reads or journal.acts:
        zh = f"日志：到期清空查看记录 {journal.reads} 条，办理记录 {journal.acts} 条。"
        en = f"Journal: emptied {journal.reads} reads and {journal.acts} acts over their time."
        typer.echo(in_terminal_language(zh, en))
    received = remove_received(by=operator(), at=now())
    if received:
        zh, en = (
            f"已删除：到期的对接平台记录 {received} 条。",
            f"Removed: {received} records received, over their term.",
        )
        typer.echo(in_terminal_language(zh, en))
    forgotten = forget_askers(by=operator(), at=now())
    if forgotten:
        zh, en = f"已清除：查询申请人姓名 {forgotten} 个。", f"Forgotten: {forgotten} askers of inquiries."
        typer.echo(in_terminal_language(zh, en))
    if applications:
        zh, en = f"已清空：到期申请 {applications} 份。", f"Emptied: {applications} old applications."
        typer.echo(in_terminal_language(zh, en))
