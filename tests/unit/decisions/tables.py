"""Random tables in FEEL text, random facts, and days that hurt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from anxin.decisions import Months
from tests.unit.decisions.writing import document, table

INPUTS = {
    "s1": "string",
    "s2": "string",
    "b1": "boolean",
    "b2": "boolean",
    "n1": "number",
    "n2": "number",
    "d1": "date",
    "d2": "date",
    "有效期 至": "date",
    "grace": "days and time duration",
    "p": "days and time duration",
    "q": "years and months duration",
    "as_of": "date",
}
EXPRESSIONS = {"fresh": "d1 >= as_of", "later": "if b1 then d1 else d2"}
FACTS = {name: kind for name, kind in INPUTS.items() if name not in ("p", "q", "as_of")}

COLUMNS: dict[str, tuple[list[str], list[str]]] = {
    "string": (
        ["s1", "s2", 's1 + "x"', "if b1 then s1 else s2"],
        [
            "-", "null", '"a"', '"a", "b"', 'not("a")', "not(null)", '< "b"', '["a".."c")', "s2", '? = "a" or b1',
            'not("a", null)', '"ax", > s2', "? != s1", '"it\'s"',
        ],
    ),
    "boolean": (
        [
            "b1", "fresh", "n1 > 3 and b1", "not(b1)", 's1 = "a" or d1 < d2', "if b1 then n1 > 2 else d1 = null",
            's1 in ("a", null)', "n1 between 1 and n2", "d1 = d2", "b1 = b2", "(n1 > 2) = b1", "d1 in [as_of..d2]",
            "d1 = as_of + grace", "not(n1 = n2 or b2)", "later > as_of", "b1 or null", "b1 != fresh", "d1 = d2 + grace",
        ],
        ["-", "true", "false", "null", "not(true)", "true, null", "b1", "not(null)", "not(? and b2)", "false, b2"],
    ),
    "number": (
        ["n1", "n1 + 2 * n2", "if b1 then n1 else n2", "-n1", "n1 - n2", "if fresh then n1 else null"],
        ["-", "null", "3", "[1..5]", "> n2", "< 2, >= 5", "not(3)", "(n1..4)", "-1, 0", "not(> 2)", "? * 2 = n2",
         "!= 3"],
    ),
    "date": (
        ["d1", "d2", "有效期 至", 'd1 + @"P5D"', 'd1 + duration("P1M")', "later", "d2 - grace", "d1 - q", "d1 + p"],
        [
            "-", "null", "< as_of", ">= as_of", "< as_of + p", "[as_of..as_of + p)", "null, < as_of", "= as_of",
            "not(< as_of)", '> as_of - @"P1M"', '<= as_of + duration("P2M")', "< d2", '>= date("2024-02-29")',
            '? + @"P1M" > as_of', "not(null)", '< as_of + @"P10D" + @"P1M"', "> as_of + q", "!= as_of", "as_of",
            '? - as_of < duration("P3D")', "(as_of - p..as_of]", '>= as_of + @"P1M" + @"-P3D"', "有效期 至",
            "? >= as_of and (b1 or n1 > 2)",
        ],
    ),
    "duration": (
        ["d1 - d2", "as_of - d1", "grace", "d2 - as_of - grace"],
        ["-", "null", '> @"P10D"', "<= p", "[@\"-P5D\"..@\"P20D\"]", "grace", "not(< grace)"],
    ),
    "today": (["as_of", 'as_of + @"P1M"'], ["-", '>= date("2024-03-15")', '< date("2024-02-29")', "< d1", "> d2 + p"]),
}  # fmt: skip

MONTH_CELLS = [
    '> as_of - @"P1M"', '<= as_of + @"P1M"', "> as_of + q", "< as_of - q", '? + @"P1M" > as_of', "? - q <= as_of",
    '= as_of + @"P1M"', '< as_of + @"P10D" + @"P1M"', '(as_of - @"P1M"..as_of + @"P1M"]',
]  # fmt: skip

DAYS = st.one_of(
    st.dates(date(2023, 12, 20), date(2024, 4, 20)),
    st.sampled_from([date(2024, month, day) for month, day in ((1, 29), (1, 30), (1, 31), (2, 28), (2, 29), (3, 31))]),
    st.sampled_from([date(2023, 2, 28), date(2023, 3, 1), date(2023, 12, 31), date(2024, 3, 1), date(2024, 4, 30)]),
)
FACT_DAYS = st.one_of(DAYS, DAYS, st.just(date(9999, 12, 31)))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(["a", "b", "c", "ax", "it's"]),
    "boolean": st.booleans(),
    "number": st.integers(-2, 6),
    "date": FACT_DAYS,
    "days and time duration": st.integers(-40, 40).map(lambda days: timedelta(days=days)),
}


def facts() -> st.SearchStrategy[dict[str, Any]]:
    """Facts for all inputs, some null, some left out."""
    kept = {name: st.one_of(VALUES[kind], VALUES[kind], VALUES[kind], st.none()) for name, kind in FACTS.items()}
    return st.fixed_dictionaries({}, optional=kept)


@st.composite
def columns(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A column's expression, and the cells that suit it."""
    expressions, cells = COLUMNS[draw(st.sampled_from(["date", "date", *COLUMNS]))]
    return draw(st.sampled_from(expressions)), cells


@st.composite
def documents(draw: st.DrawFn, policies: tuple[str, ...] = ("FIRST", "FIRST", "PRIORITY", "UNIQUE")) -> str:
    """A DMN document with one random table, "t"."""
    chosen = draw(st.lists(columns(), min_size=1, max_size=4))
    rows = draw(st.lists(st.tuples(*(st.sampled_from(cells) for _, cells in chosen)), min_size=1, max_size=6))
    policy = draw(st.sampled_from(policies))
    ranked = draw(st.lists(st.sampled_from(["x", "y", "z"]), min_size=len(rows), max_size=len(rows)))
    body = table(
        [expression for expression, _ in chosen],
        [(cells, (f'"{output}"',)) for cells, output in zip(rows, ranked, strict=True)],
        policy=policy,
        outputs=("out",),
        output_values={"out": '"y", "x", "z"'},
    )
    literal = {name: f"<literalExpression><text>{text.replace('>', '&gt;')}</text></literalExpression>"
               for name, text in EXPRESSIONS.items()}  # fmt: skip
    return document(INPUTS, {**literal, "t": body})


PARAMETERS = st.fixed_dictionaries(
    {
        "p": st.sampled_from([0, 1, 7, 30]).map(lambda days: timedelta(days=days)),
        "q": st.sampled_from([-1, 1, 2, 13]).map(Months),
    }
)
