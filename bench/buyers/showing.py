"""The figures as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table


def show(held: Mapping[str, Any]) -> None:
    """Print them, each beside what is aimed at."""
    console = Console(width=110)
    console.print(kinds(held["kinds"]))
    console.print(peers(held["peers"]))
    console.print(thresholds(held["thresholds"]))
    console.print(costs(held))


def kinds(held: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table("kind of question", "asked", "first", "among five", title="Recall by kind", title_justify="left")
    for kind, one in held.items():
        table.add_row(kind, str(one["asked"]), f"{one['first']:.3f}", f"{one['five']:.3f}")
    return table


def peers(held: Mapping[str, Any]) -> Table:
    table = Table(
        "way", "mean first", "first", "five", "p50 ms", "p95 ms", title="The same questions", title_justify="left"
    )
    for name in ("ours", "yente", "scan"):
        one = held[name]
        cpu = one["cpu_ms"]
        table.add_row(
            name,
            f"{one['mean_first']:.3f}",
            f"{one['first']:.3f}",
            f"{one['five']:.3f}",
            f"{cpu['p50']:.1f}",
            f"{cpu['p95']:.1f}",
        )
    ours, yente, scan = (held[name] for name in ("ours", "yente", "scan"))
    table.add_row("ours / scan", f"{ours['mean_first'] / scan['mean_first']:.3f}", "", "", "", "aimed at: 0.98 or more")
    table.add_row(
        "ours / yente", f"{ours['mean_first'] / yente['mean_first']:.3f}", "", "", "",
        f"{ours['cpu_ms']['p95'] / yente['cpu_ms']['p95']:.3f}",
    )  # fmt: skip
    return table


def thresholds(held: Mapping[str, Any]) -> Table:
    table = Table("rule", "coverage", "precision", "absent accepted", title="Saying: this is it", title_justify="left")
    for one in held["rules"]:
        table.add_row(
            f"{one['score']:.2f}", f"{one['coverage']:.3f}", f"{one['precision']:.4f}", f"{one['absent']:.4f}"
        )
    table.add_row("calibration error", f"{held['calibration_error']:.4f}", "", "")
    return table


def costs(held: Mapping[str, Any]) -> Table:
    table = Table("cost", "measured", "aimed at", title=f"{held['firms']:,} firms", title_justify="left")
    build, cpu = held["build"], held["cpu_ms"]
    table.add_row("build", f"{build['seconds']:.0f} s", "600 s at ten million")
    table.add_row("octets a firm, record included", f"{build['octets_each']:.0f}", "200")
    table.add_row(
        "a question, CPU p50 / p95 / p99", f"{cpu['p50']:.1f} / {cpu['p95']:.1f} / {cpu['p99']:.1f} ms", "p95 25 ms"
    )
    table.add_row("memory that is no file's", f"{held['throughput']['anonymous_mb']} MB", "500 MB")
    table.add_row("questions a second, two processes", f"{held['throughput']['a_second']:.0f}", "250")
    one = held["aliases"]
    if one:
        table.add_row("former and other names on file, among five", f"{one['five']:.3f} of {one['asked']}", "0.95")
    return table
