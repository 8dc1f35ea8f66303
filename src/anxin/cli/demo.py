"""`anxin demo`: the Wenzhou demonstration of October 2021, built, shown and served."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Literal

import typer
from rich.text import Text

from anxin.cli import demo_peers, serving
from anxin.cli.site import in_terminal_language, open_site
from anxin.kernel.errors import Invalid

if TYPE_CHECKING:
    from rich.progress import TaskID

    from anxin.demo.load import Built

Size = Literal["full", "small"]
SIZES: tuple[Size, ...] = ("full", "small")


def demo(
    serve: bool = typer.Option(True, "--serve/--no-serve", help="Serve the site when the city is there."),
    peers: bool = typer.Option(
        False, "--peers", help="With a ministry's site beside it, at the next port, that holds the same green workers."
    ),
    host: str = serving.HOST,
    port: int = serving.PORT,
) -> None:
    """Build the invented Wenzhou city of October 2021, print its table, serve it. A second run starts in seconds.

    Changes: makes the database, the files and the accounts of the demonstration in $ANXIN_HOME, which must hold no
    people of its own. ANXIN_DEMO=small builds 1,000 files instead of 43,654. With --peers a second home, a second
    database and second keys lie in $ANXIN_HOME/ministry.

    Example: `ANXIN_DEMO=small anxin demo --port 9000`
    """
    size = chosen_size()
    if peers and serve:
        demo_peers.require_here(host)
    door = serving.listening(host, port) if serve else None
    address = serving.announced(host, port)
    open_site()
    serving.apply_migrations()
    built = _build(size)
    _show(built, address if serve else None)
    if door is not None:
        with door, demo_peers.ministry_beside(host=host, port=port) if peers else nullcontext():
            typer.echo("Ctrl-C stops it.")
            serving.run(door)


def chosen_size() -> Size:
    """What ANXIN_DEMO says: full (also when it is not set) or small."""
    named = os.environ.get("ANXIN_DEMO") or "full"
    for size in SIZES:
        if named == size:
            return size
    raise Invalid("ANXIN_DEMO names no city.", field="ANXIN_DEMO", read=named, allowed=" or ".join(SIZES))


def _build(size: Size) -> Built:
    from anxin.cli.progress import bars
    from anxin.config.home import home
    from anxin.demo.load import STEPS, build

    with bars() as progress:
        tasks: dict[str, TaskID] = {}

        def shown(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(in_terminal_language(*STEPS.get(step, (step, step))), total=total)
            progress.update(tasks[step], completed=done, total=total)

        return build(home=home(), size=size, progress=shown)


def _show(built: Built, address: str | None) -> None:
    from anxin.cli import tables
    from anxin.kernel.outcomes import figures
    from anxin.kernel.reference import queries as reference
    from anxin.packs.on_site import deciding

    for pack in deciding():
        tables.print_tally(figures.tally(pack.slug, as_of=reference.today()), pack=pack.slug, rules=None)
    out = tables.console()
    out.print(
        Text(f"所有人员、企业和数据都是虚构的（种子 {built.seed}）。Everybody here is invented (seed {built.seed}).")
    )
    out.print(Text(f"文件 Files: {built.folder}"))
    if address is not None:
        _show_doors(built, address)


def _show_doors(built: Built, address: str) -> None:
    import segno
    from rich.table import Table

    from anxin.cli.tables import console

    out = console()
    accounts = Table("账号 User", "密码 Password", "身份 Who", title="演示账号 Sign-ins", title_justify="left")
    for one in built.accounts:
        accounts.add_row(Text(one.username), Text(one.password), Text(f"{one.zh} {one.en}"))
    out.print(accounts)
    code = built.codes.get("worker1")
    if code is not None:
        scan = f"{address}/c/{code}"
        modules = segno.make(scan, error="m", micro=False).matrix_iter(border=2)
        out.print(Text(drawn(modules), style="#000000 on #ffffff"))  # colours said, so that a dark ground does no harm
        out.print(Text(f"绿码示例 A green code: {scan}"))
    for named, path in (("手机页 Phone", "/"), ("控制台 Console", "/console/"), ("接口 API", "/api/v1/docs")):
        out.print(Text(f"{named}: {address}{path}"))


def drawn(rows: Iterable[Iterable[int]]) -> str:
    """The modules of a QR code in half blocks, two rows a line, dark ones drawn."""
    dark = [[bool(module) for module in row] for row in rows]
    if len(dark) % 2:
        dark.append([False] * len(dark[0]))
    signs = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    pairs = zip(dark[::2], dark[1::2], strict=True)
    return "\n".join("".join(signs[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs)
