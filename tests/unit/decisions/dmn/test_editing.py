"""Editing tables in their text: the edit is there, undoing it gives the same bytes, and nothing else has changed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin import decisions
from anxin.decisions import DecisionError
from anxin.decisions.dmn.editing import (
    RowText,
    TableText,
    add_row,
    change_annotation,
    change_cell,
    change_hit_policy,
    change_label,
    change_output,
    changes,
    move_row,
    read_table,
    relabel_decision,
    remove_row,
    spliced,
    tables_in,
    undoing,
    write_table,
)

PACK = Path(__file__).resolve().parents[4] / "packs" / "home_service" / "rules"
WENZHOU = (PACK / "wenzhou-2021-01-01.dmn").read_bytes().decode()

# As another editor might write it: prefixes, CDATA, entities, extensions, a diagram, comments, lines that end in CRLF.
FOREIGN = """\ufeff<?xml version="1.0" encoding="UTF-8" standalone='yes'?>
<!-- kept by hand --><?keep this?>
<dmn:definitions xmlns:dmn='https://www.omg.org/spec/DMN/20191111/MODEL/' xmlns:di="urn:di" xmlns:x="urn:tool"
    name="Fees" x:version = "7.1"  namespace="urn:fees" id="defs">
\t<dmn:decision name="fee" id='fee'><dmn:variable name="fee"/>
\t\t<dmn:extensionElements><x:note a=">" b='"'>untouched &amp; whole</x:note></dmn:extensionElements>
\t\t<dmn:decisionTable outputLabel="Fee" hitPolicy='FIRST' id="table">
\t\t\t<dmn:input id="in1" x:width="192"><dmn:inputExpression
 typeRef="number"><dmn:text>3</dmn:text></dmn:inputExpression></dmn:input>
\t\t\t<dmn:input id="in2" label='b &lt; "c"'><dmn:inputExpression>
<dmn:text>"x"</dmn:text></dmn:inputExpression></dmn:input>
\t\t\t<dmn:output id="out" name="fee"/>
\t\t\t<dmn:annotation name="why"/> <!-- behind the columns -->

\t\t\t<!-- a heading of its own -->

\t\t\t<!-- about the first -->
\t\t\t<dmn:rule id="DecisionRule_0a7">
\t\t\t\t<dmn:description>described</dmn:description>
\t\t\t\t<dmn:inputEntry id="UnaryTests_1">
\t\t\t\t\t<dmn:text><![CDATA[ < 5 ]]></dmn:text>
\t\t\t\t</dmn:inputEntry>
\t\t\t\t<dmn:inputEntry id="UnaryTests_2">
\t\t\t\t\t<dmn:text/>
\t\t\t\t</dmn:inputEntry>
\t\t\t\t<dmn:outputEntry id="Literal_1"><dmn:text>
\t\t\t\t\t1 + &#50;
\t\t\t\t</dmn:text></dmn:outputEntry>
\t\t\t</dmn:rule> <!-- behind the first -->
\t\t\t<dmn:rule id="DecisionRule_0a8" ><dmn:inputEntry/><dmn:inputEntry id="e"></dmn:inputEntry>
<dmn:outputEntry><dmn:text>2<!-- two --></dmn:text></dmn:outputEntry>
<dmn:annotationEntry><dmn:text>“因为”</dmn:text></dmn:annotationEntry></dmn:rule>
\t\t\t<?before the third?>
\t\t\t<dmn:rule id="r3"><dmn:extensionElements><x:n/></dmn:extensionElements>
<dmn:inputEntry><dmn:text>-</dmn:text></dmn:inputEntry>
<dmn:inputEntry><dmn:text>-</dmn:text></dmn:inputEntry><dmn:outputEntry><dmn:text>0</dmn:text></dmn:outputEntry></dmn:rule>
\t\t\t<!-- the end -->
\t\t</dmn:decisionTable>
\t</dmn:decision>
\t<di:diagram><di:shape x="1.50"   y='2'/></di:diagram>
</dmn:definitions>
<!-- after all -->
""".replace("\n", "\r\n")
ONE_LINE = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="n" namespace="n"><decision name="d">'
    '<variable name="d"/><decisionTable><input><inputExpression><text>1</text></inputExpression></input>'
    '<output name="d"/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>'
    "</decisionTable></decision></definitions>"
)
NO_ROWS = ONE_LINE.partition("<rule>")[0] + ONE_LINE.partition("</rule>")[2]
TEXTS = {"ours": WENZHOU, "foreign": FOREIGN, "one line": ONE_LINE, "no rows": NO_ROWS}

written = st.text(st.sampled_from("ab<>&\"']- \n名?;"), max_size=8).map(str.strip)


@st.composite
def edited_tables(draw: st.DrawFn, table: TableText) -> TableText:
    """Some edits, one after the other."""
    for _edit in range(draw(st.integers(1, 6))):
        table = _one_edit(draw, table)
    return table


def _one_edit(draw: st.DrawFn, table: TableText) -> TableText:
    rows = list(table.rows)
    what = draw(st.sampled_from(("add", "remove", "move", "cell", "output", "note", "policy", "label")))
    if what == "add" or (not rows and what not in ("policy", "label")):
        blank = table.blank()
        new = replace(blank, outputs=tuple(draw(written) for _ in blank.outputs))
        rows.insert(draw(st.integers(0, len(rows))), new)
        return replace(table, rows=tuple(rows))
    if what == "policy":
        return replace(table, hit_policy=draw(st.sampled_from(("UNIQUE", "ANY", "COLLECT"))), aggregation="")
    if what == "label":
        first, *others = table.columns
        return replace(table, columns=(replace(first, label=draw(written).replace("\n", "")), *others))
    at = draw(st.integers(0, len(rows) - 1))
    if what == "remove":
        del rows[at]
    elif what == "move":
        rows.insert(draw(st.integers(0, len(rows) - 1)), rows.pop(at))
    else:
        kind = ("cell", "output", "note").index(what)
        entries = [*rows[at].entries]
        if entries[kind]:
            column = draw(st.integers(0, len(entries[kind]) - 1))
            entries[kind] = (*entries[kind][:column], draw(written), *entries[kind][column + 1 :])
            rows[at] = rows[at].saying((entries[0], entries[1], entries[2]))
    return replace(table, rows=tuple(rows))


def renumbered(table: TableText) -> TableText:
    return replace(table, rows=tuple(replace(row, origin=number) for number, row in enumerate(table.rows)))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_edits_are_read_back_and_undone_to_the_byte(text: str, data: st.DataObject) -> None:
    wanted = data.draw(edited_tables(read_table(text)))

    done = changes(text, wanted)
    result = spliced(text, done)

    assert read_table(result) == renumbered(wanted)
    assert spliced(result, undoing(done)) == text
    assert write_table(result, read_table(result)) == result


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_all_that_stands_outside_the_rows_and_settings_keeps_every_byte(text: str, data: st.DataObject) -> None:
    table = read_table(text)
    wanted = replace(data.draw(edited_tables(table)), columns=table.columns, hit_policy=table.hit_policy)
    wanted = replace(wanted, aggregation=table.aggregation)

    result = write_table(text, wanted)

    first, last = around_the_rows(text)
    assert result.startswith(first)
    assert result.endswith(last)
    rules = re.findall(r"<(?:dmn:)?rule\b.*?</(?:dmn:)?rule>", text, re.DOTALL)
    kept = [row.origin for row in wanted.rows if row in table.rows]
    assert [rules[origin] for origin in kept if origin is not None and rules[origin] not in result] == []
    assert result.count("\r\n") == result.count("\n") or "\r\n" not in text


def around_the_rows(text: str) -> tuple[str, str]:
    """What stands before the first row and the comment right above it, and what stands after the last row."""
    if text is NO_ROWS:
        before, end, after = text.partition("</decisionTable>")
        return before, end + after
    tag = "dmn:rule" if "<dmn:" in text else "rule"
    before = text[: text.index(f"<{tag}")].partition("<!-- about")[0]
    return before, text.rpartition(f"</{tag}>")[2]


@pytest.mark.parametrize("path", sorted(PACK.glob("*.dmn")), ids=lambda path: path.stem)
def test_reading_and_writing_a_rule_set_of_the_pack_changes_nothing(path: Path) -> None:
    text = path.read_bytes().decode()

    assert write_table(text, read_table(text)) == text
    table = decisions.load(path).tables["colour"]
    assert [row.cells for row in read_table(text, "colour").rows] == [rule.texts for rule in table.rules]


def test_a_cell_is_written_into_its_place_and_nowhere_else() -> None:
    new = change_cell(FOREIGN, 0, 0, "< 6")

    assert new == FOREIGN.replace("<![CDATA[ < 5 ]]>", "<![CDATA[ < 6 ]]>")
    assert change_cell(new, 0, 0, "< 5") == FOREIGN


def test_an_entry_without_a_text_gets_one() -> None:
    assert change_cell(FOREIGN, 0, 1, "a & b") == FOREIGN.replace("<dmn:text/>", "<dmn:text>a &amp; b</dmn:text>")
    assert change_cell(FOREIGN, 1, 0, "<1") == FOREIGN.replace(
        '"DecisionRule_0a8" ><dmn:inputEntry/>',
        '"DecisionRule_0a8" ><dmn:inputEntry><dmn:text>&lt;1</dmn:text></dmn:inputEntry>',
    )


def test_the_space_around_an_output_stays() -> None:
    assert change_output(FOREIGN, 0, 0, "4\n+ 5") == FOREIGN.replace("1 + &#50;", "4\r\n+ 5")


def test_an_annotation_that_a_row_lacks_is_added_to_it() -> None:
    new = change_annotation(FOREIGN, 2, 0, "since")

    assert new == FOREIGN.replace(
        "<dmn:text>0</dmn:text></dmn:outputEntry>",
        "<dmn:text>0</dmn:text></dmn:outputEntry>\r\n<dmn:annotationEntry><dmn:text>since</dmn:text></dmn:annotationEntry>",
    )


def test_a_new_row_looks_like_its_neighbour_and_has_an_id_of_its_own() -> None:
    table = read_table(FOREIGN)
    new = add_row(FOREIGN, 1, RowText(("1", "-"), ("9",), ("",)))

    (done,) = changes(
        FOREIGN, replace(table, rows=(table.rows[0], RowText(("1", "-"), ("9",), ("",)), *table.rows[1:]))
    )
    assert spliced(FOREIGN, [done]) == new
    assert done.put.decode().replace("\r\n", "\n") == (
        '\n\t\t\t<dmn:rule id="DecisionRule_0a4">'
        '\n\t\t\t\t<dmn:inputEntry id="UnaryTests_4"><dmn:text>1</dmn:text></dmn:inputEntry>'
        '\n\t\t\t\t<dmn:inputEntry id="UnaryTests_5"><dmn:text>-</dmn:text></dmn:inputEntry>'
        '\n\t\t\t\t<dmn:outputEntry id="Literal_4"><dmn:text>9</dmn:text></dmn:outputEntry>'
        "\n\t\t\t\t<dmn:annotationEntry><dmn:text></dmn:text></dmn:annotationEntry>"
        "\n\t\t\t</dmn:rule>"
    )


def test_a_row_moves_with_the_comments_that_belong_to_it() -> None:
    new = move_row(FOREIGN, 0, 2)

    assert '<!-- a heading of its own -->\r\n\r\n\t\t\t<dmn:rule id="DecisionRule_0a8"' in new
    assert '<!-- about the first -->\r\n\t\t\t<dmn:rule id="DecisionRule_0a7">' in new
    assert "</dmn:rule> <!-- behind the first -->\r\n\t\t\t<!-- the end -->" in new
    assert move_row(new, 2, 0) == FOREIGN


def test_removing_the_rows_one_after_the_other_leaves_a_table_to_which_rows_can_be_added() -> None:
    text = FOREIGN
    for _row in range(3):
        text = remove_row(text, 0)

    assert read_table(text).rows == ()
    assert ("a heading of its own" in text, "the end" in text, "about the first" in text) == (True, True, False)
    assert read_table(add_row(text, 0)).rows == (replace(read_table(text).blank(), origin=0),)


def test_a_table_of_the_pack_takes_a_row_in_its_own_layout() -> None:
    new = add_row(WENZHOU, 1, replace(read_table(WENZHOU).blank(), outputs=('"red"', '"struck-off"')))

    count = len(read_table(WENZHOU).rows)
    assert f'\n\n      <rule id="row-{count + 1}">\n        <inputEntry><text>-</text></inputEntry>\n' in new
    assert len(decisions.load(new, name="new").tables["colour"].rules) == count + 1


def test_the_hit_policy_and_labels_are_attributes() -> None:
    assert change_hit_policy(FOREIGN, "COLLECT", "SUM") == FOREIGN.replace(
        "<dmn:decisionTable outputLabel=\"Fee\" hitPolicy='FIRST'",
        '<dmn:decisionTable aggregation="SUM" outputLabel="Fee" hitPolicy=\'COLLECT\'',
    )
    collected = change_hit_policy(FOREIGN, "COLLECT", "SUM")
    assert change_hit_policy(collected, "FIRST") == FOREIGN
    assert change_label(FOREIGN, 1, "it's") == FOREIGN.replace("'b &lt; \"c\"'", "'it&apos;s'")
    assert change_label(FOREIGN, 0, '"', output=True) == FOREIGN.replace(
        "<dmn:output id", '<dmn:output label="&quot;" id'
    )
    assert relabel_decision(FOREIGN, "Fee") == FOREIGN.replace("<dmn:decision name", '<dmn:decision label="Fee" name')


def test_a_text_of_more_than_a_megabyte_is_edited_at_the_right_place() -> None:
    text = FOREIGN.replace("untouched", "名" * 600_000)

    assert change_cell(text, 0, 0, "1") == text.replace("[ < 5 ]", "[ 1 ]")


def test_a_table_that_cannot_be_used_is_still_read_and_written() -> None:
    broken = change_cell(WENZHOU, 0, 0, "((( <")

    with pytest.raises(DecisionError):
        decisions.load(broken, name="broken")
    assert change_cell(broken, 0, 0, read_table(WENZHOU).rows[0].cells[0]) == WENZHOU


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a/>', "document type"),
        ("<a>", "not well-formed"),
        ("<a/>", "no such decision table"),
        ("<a " + "b" * 20 + ">", "not well-formed"),
        ("<a>" * 100, "nested"),
        ("\ud800", "half a character"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(DecisionError, match=why):
        read_table(text)


def test_what_xml_cannot_hold_is_refused_with_its_row() -> None:
    with pytest.raises(DecisionError, match=r"rule 2.*this character cannot stand in XML; read 'U\+0007'"):
        change_output(FOREIGN, 1, 0, "a\x07b")


def test_rows_of_another_table_are_refused() -> None:
    table = read_table(FOREIGN)
    with pytest.raises(DecisionError, match="not of this table"):
        write_table(FOREIGN, replace(table, rows=(table.rows[0], table.rows[0])))
    with pytest.raises(DecisionError, match="an entry for each column"):
        write_table(FOREIGN, replace(table, rows=(replace(table.rows[0], cells=("1",)),)))
    with pytest.raises(DecisionError, match="no such hit policy"):
        change_hit_policy(FOREIGN, "MOST")


def test_the_tables_of_a_text_are_named() -> None:
    assert tables_in(WENZHOU) == ["colour"]
