"""The table editor of drafts: what is typed is checked, saved as typed, and never lost or laid over another's save."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from anxin import decisions
from anxin.decisions.dmn.editing import change_cell, read_table
from anxin.kernel.journal.queries import entries
from anxin.kernel.outcomes.drafting import Draft, save_draft, start_draft, withdraw_draft
from anxin.kernel.outcomes.models import RuleDraft, RuleSet
from tests.cast import NOON, PACK
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import words
from tests.unit.web.phone.stage import Stage

WENZHOU = "wenzhou-2021-01-01"


def text() -> str:
    return RuleSet.objects.get(slug=WENZHOU).dmn


@pytest.fixture
def draft(stage: Stage) -> RuleDraft:
    content = Draft(dmn=text(), effective_from=date(2022, 1, 1), title_zh="温州新规则", title_en="New rules")
    return start_draft(by=stage.cast.zhou, at=NOON, pack=PACK, area="330300", content=content)


def here(draft: RuleDraft) -> str:
    return reverse("console:edit_draft", args=[draft.public_id])


def fields(page: str) -> dict[str, list[str]]:
    """Everything that the page's form would send, without its buttons."""
    form = page[page.index('id="sheet"') : page.index("</form>", page.index('id="sheet"'))]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, value in re.findall(r'<textarea\b[^>]*?name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found.setdefault(name, []).append(unescape(value).replace("\n", "\r\n"))
    for name, options in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")?[^>]* selected>([^<]*)", options)
        found[name] = [chosen[1] or chosen[2] if chosen else ""]
    return found


def opened(desk: Client, draft: RuleDraft) -> dict[str, list[str]]:
    answer = desk.get(here(draft))
    assert answer.status_code == 200
    return fields(answer.content.decode())


def newest(draft: RuleDraft) -> RuleDraft:
    return RuleDraft.objects.get(pk=draft.pk)


def test_a_rule_set_in_force_is_opened_as_a_new_draft(stage: Stage) -> None:
    desk = at_desk("zhou")
    address = reverse("console:edit_rules", args=[WENZHOU])
    assert "作为新草稿编辑" in words(desk.get(address))
    given = {"area": "330300", "title_zh": "温州（拟）", "effective_from": "2022-01-01"}

    answer = desk.post(address, given)

    made = RuleDraft.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, here(made))
    assert (made.dmn, made.title_zh, made.area, made.author) == (text(), "温州（拟）", "330300", "zhou")


def test_saving_without_a_change_keeps_the_text_byte_for_byte(draft: RuleDraft) -> None:
    desk = at_desk("zhou")

    answer = desk.post(here(draft), opened(desk, draft) | {"act": "save"})

    assert answer.status_code == 302
    assert (newest(draft).dmn, newest(draft).saves.count()) == (text(), 1)


def test_a_typed_cell_is_saved_where_it_stands_and_everything_else_stays(draft: RuleDraft) -> None:
    desk = at_desk("zhou")
    sent = opened(desk, draft) | {"c-3-0": '"issued"', "act": "save", "note": "只看有效证"}

    desk.post(here(draft), sent)

    assert newest(draft).dmn == change_cell(text(), 3, 0, '"issued"')
    save = newest(draft).saves.order_by("-number").first()
    assert save is not None
    assert (save.number, save.saved_by, save.note) == (2, "zhou", "只看有效证")
    assert entries().filter(act="rules.save").count() == 1


def test_rows_are_added_moved_and_removed_on_the_page_and_saved_together(draft: RuleDraft) -> None:
    desk, before = at_desk("zhou"), [row.cells for row in read_table(text()).rows]
    sent = fields(desk.post(here(draft), opened(desk, draft) | {"act": "add:0"}).content.decode())
    assert sent["row"][:3] == ["0", "n1", "1"]
    sent |= {"o-n1-0": ['"red"'], "o-n1-1": ['"struck-off"']}
    sent = fields(desk.post(here(draft), sent | {"act": "down:n1"}).content.decode())
    sent = fields(desk.post(here(draft), sent | {"act": "remove:0"}).content.decode())
    assert newest(draft).dmn == text()

    desk.post(here(draft), sent | {"act": "save"})

    rows = read_table(newest(draft).dmn).rows
    assert [row.cells for row in rows] == [before[1], ("-",) * 7, *before[2:]]
    assert rows[1].outputs == ('"red"', '"struck-off"')


def test_the_policy_and_the_names_of_columns_are_saved(draft: RuleDraft) -> None:
    desk = at_desk("zhou")

    desk.post(here(draft), opened(desk, draft) | {"act": "save", "hit_policy": "UNIQUE", "label-in-0": "证"})

    table = read_table(newest(draft).dmn)
    assert (table.hit_policy, table.columns[0].label) == ("UNIQUE", "证")


def test_a_cell_that_cannot_be_read_is_named_and_still_kept_in_the_draft(draft: RuleDraft) -> None:
    desk = at_desk("zhou")
    sent = opened(desk, draft) | {"c-3-5": "< as_off +"}

    page = desk.post(here(draft), sent | {"act": "check"})
    assert "第 11 个字符：内容没有写完" in words(page)
    assert 'aria-invalid="true"' in page.content.decode()
    assert "所有单元格都能识别之后" in words(page)

    assert desk.post(here(draft), sent | {"act": "save"}).status_code == 302
    assert read_table(newest(draft).dmn).rows[3].cells[5] == "< as_off +"
    assert "第 11 个字符" in words(desk.get(here(draft)))


def test_what_xml_cannot_hold_is_refused_and_everything_typed_comes_back(draft: RuleDraft) -> None:
    desk = at_desk("zhou")
    sent = opened(desk, draft) | {"c-3-0": "a\x07b", "o-3-1": '"other"', "act": "save"}

    answer = desk.post(here(draft), sent)

    assert answer.status_code == 400
    assert "第 4 行：规则文件中不能有这个字符 (U+0007)" in words(answer)
    assert fields(answer.content.decode())["o-3-1"] == ['"other"']
    assert newest(draft).dmn == text()


def test_findings_about_the_whole_table_stand_beside_it_and_lead_to_their_row(draft: RuleDraft) -> None:
    desk = at_desk("zhou")
    sent = opened(desk, draft) | {"c-3-0": "null", "act": "check"}

    page = desk.post(here(draft), sent)

    assert '<a href="#row-4">第 4 行' in page.content.decode()
    assert "永远不会命中：凡符合这一行的，第 1 行都先命中" in words(page)
    assert "没有一行命中" in words(page)
    assert "没有遗漏的情形" in words(desk.get(here(draft)))


def test_a_type_error_is_told_at_its_cell_in_both_languages(draft: RuleDraft) -> None:
    address = reverse("console:check_cell", args=[draft.public_id])
    typed = {"c-3-0": '"isued"', "c-3-5": "< 5", "c-n1-0": "crd", "o-2-0": "", "o-3-0": '"blu"', "c-1-0": "-"}
    told = {
        language: [words(at_desk("zhou", language=language).post(address, {name: typed[name]})) for name in typed]
        for language in ("zh-hans", "en")
    }
    assert told["zh-hans"] == [
        "card 不会有这个值。是否应为 issued？",
        "日期不能与数字相比",
        "第 1 个字符：没有名为 crd 的事实或函数。是否应为 card？",
        '这里必须写明：一个值（如 "green"），或 null。',
        "不是这一列允许的值",
        "",
    ]
    assert told["en"][0] == "'card' is never this. Did you mean issued?"


def test_row_buttons_and_the_checks_answer_with_their_part_of_the_page_alone(draft: RuleDraft) -> None:
    desk = at_desk("zhou")
    sent = opened(desk, draft)

    editor = desk.post(here(draft), sent | {"act": "add:"}, headers={"HX-Request": "true"}).content.decode()
    checks = desk.post(here(draft), sent | {"act": "lint"}, headers={"HX-Request": "true"}).content.decode()

    assert editor.strip().startswith('<div id="editor" data-dirty>')
    assert checks.strip().startswith('<section class="co-card re-checks"')


def test_a_save_over_somebody_elses_is_refused_with_both_shown_and_then_made_knowingly(
    stage: Stage, draft: RuleDraft
) -> None:
    desk = at_desk("zhou")
    sent = opened(desk, draft) | {"o-3-1": '"mine"'}
    theirs = Draft(
        dmn=change_cell(text(), 4, 0, '"issued"'), effective_from=draft.effective_from, title_zh="温州新规则"
    )
    save_draft(by=stage.cast.province, at=NOON, draft=draft, content=theirs)

    answer = desk.post(here(draft), sent | {"act": "save"})

    assert answer.status_code == 409
    assert '第 5 行，证状态：- → "issued"' in words(answer)
    assert '→ "mine"' in words(answer)
    again = fields(answer.content.decode())
    assert (again["o-3-1"], again["base"]) == (['"mine"'], ["1"])
    assert newest(draft).dmn == theirs.dmn

    assert desk.post(here(draft), again | {"act": "over:2"}).status_code == 302
    assert read_table(newest(draft).dmn).rows[3].outputs[1] == '"mine"'
    assert read_table(newest(draft).dmn).rows[4].cells[0] == "-"


def test_a_long_table_is_edited_page_by_page(stage: Stage, draft: RuleDraft) -> None:
    table = read_table(text())
    rule = re.findall(r"\n      <rule .*?</rule>\n", text(), re.DOTALL)[0]
    many = text().replace(rule, rule * 90)
    content = Draft(dmn=many, effective_from=draft.effective_from, title_zh="多行")
    save_draft(by=stage.cast.zhou, at=NOON, draft=draft, content=content)
    desk = at_desk("zhou")
    answer = desk.get(here(draft) + "?row=50")
    sent = fields(answer.content.decode())
    assert (sent["first"], sent["last"], len(sent["row"])) == (["40"], ["80"], 40)
    assert sum(map(len, sent.values())) < 1000

    desk.post(here(draft), sent | {"c-45-0": '"issued"', "act": "save"})

    rows = read_table(newest(draft).dmn).rows
    assert len(rows) == len(table.rows) + 89
    assert [number for number, row in enumerate(rows) if row.cells != read_table(many).rows[number].cells] == [45]


def test_a_text_without_a_readable_table_is_kept_and_the_way_out_is_told(stage: Stage, draft: RuleDraft) -> None:
    content = Draft(dmn="<definitions", effective_from=draft.effective_from, title_zh="坏的")
    save_draft(by=stage.cast.zhou, at=NOON, draft=draft, content=content)

    answer = at_desk("zhou").get(here(draft))

    assert answer.status_code == 409
    assert "用 DMN 编辑器改正后再上传到草稿" in words(answer)


def test_a_closed_draft_is_not_edited(stage: Stage, draft: RuleDraft) -> None:
    withdraw_draft(by=stage.cast.zhou, at=NOON, draft=draft)

    assert at_desk("zhou").get(here(draft)).status_code == 409


def test_an_edited_draft_is_a_model_that_the_engine_loads(draft: RuleDraft) -> None:
    desk = at_desk("zhou")
    desk.post(here(draft), opened(desk, draft) | {"c-3-0": '"issued"', "act": "save"})

    assert decisions.load(newest(draft).dmn, name="draft").tables["colour"].rules[3].texts[0] == '"issued"'


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "add:99"},
        {"act": "remove:x"},
        {"row": ["0", "0", "99", "-1", "n", "nx", "²"], "act": "check"},
        {"first": "9" * 30, "last": "x", "base": "999", "act": "check"},
        {"act": "over:99999999999999999999"},
    ],
)
def test_a_form_that_no_page_sends_does_no_harm(draft: RuleDraft, sent: dict[str, str]) -> None:
    desk = at_desk("zhou")

    answer = desk.post(here(draft), opened(desk, draft) | sent)

    assert answer.status_code in (200, 302, 409)
    assert newest(draft).dmn == text()
