"""A bureau asks for a dataset, its owner grants it, it is read, withdrawn and read no more; a county fetches its own
people; a wrong value is reported and settled."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin import packs
from anxin.kernel.datasets.statistics import count
from anxin.packs.actions import apply
from tests.cast import NOON, OPERATOR
from tests.journeys.cases.at_work import sign_in
from tests.journeys.conftest import DESK, PHONE, Window
from tests.journeys.looking import look
from tests.unit.web.console.desks import on_desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# On the stage's day the rule of assessment is not in force yet: it begins with the regulations, on 1 March 2022.
REGISTER = "家政服务人员登记名册"


@pytest.fixture(autouse=True)
def service() -> None:
    on_desks()
    for slug in ("home_service", "public_data"):
        apply(packs.current(slug), by=OPERATOR, at=NOON)
    count(by=OPERATOR, at=NOON, name="home_service.registered_workers")


def seen(page: Page, name: str) -> None:
    """The page passes at a desk and at 360 px."""
    look(page, f"data-{name}")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    look(page, f"data-{name}-360")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


def fill(page: Page) -> None:
    page.goto("/console/data/")
    page.get_by_role("group", name="数据目录").get_by_role("link", name=REGISTER).click()
    page.get_by_label("姓名", exact=True).check()
    page.get_by_label("码色", exact=True).check()
    page.get_by_label("用途", exact=True).fill("发放稳岗补贴")


def test_ask_grant_read_withdraw(window: Window) -> None:
    asking = window(size=DESK)
    sign_in(asking, "province")
    fill(asking)
    asking.get_by_label("法律依据（申请时填）").fill("浙江省公共数据条例")
    asking.get_by_label("截止日期（申请时填）").fill("2021-12-31")
    seen(asking, "set")
    asking.get_by_role("button", name="提出申请").click()
    expect(asking.get_by_text("待提供部门审批")).to_be_visible()

    owner = window(size=DESK)
    sign_in(owner, "zhou")
    owner.goto("/console/data/")
    seen(owner, "list")
    owner.get_by_role("group", name="申请和授权").get_by_role("link", name=REGISTER).click()
    seen(owner, "grant")
    owner.get_by_role("button", name="批准").click()
    expect(owner.get_by_text("已授权")).to_be_visible()

    fill(asking)
    asking.get_by_role("button", name="读取", exact=True).click()
    expect(asking.get_by_role("cell", name="王小芳")).to_be_visible()
    expect(asking.get_by_text("名单里的每个人都能在自己的记录里看到")).to_be_visible()
    seen(asking, "read")

    owner.get_by_label("理由", exact=True).fill("项目结束")
    owner.get_by_role("button", name="收回授权").click()
    expect(owner.get_by_text("已收回 · 项目结束")).to_be_visible()
    fill(asking)
    asking.get_by_role("button", name="读取", exact=True).click()
    expect(asking.get_by_text("您没有为这个用途读取这些字段的授权。")).to_be_visible()
    expect(asking.get_by_text("王小芳")).to_have_count(0)


def test_a_county_fetches_its_own_people_and_reports_a_wrong_value(window: Window) -> None:
    county = window(size=DESK)
    sign_in(county, "lin")
    fill(county)
    expect(county.get_by_text("各数据集中本县（市、区）人员的数据回流到县")).to_be_visible()
    county.get_by_role("button", name="读取", exact=True).click()
    expect(county.get_by_role("cell", name="王小芳")).to_be_visible()
    expect(county.get_by_text("陈丽华")).to_have_count(0)
    person = county.get_by_role("row").filter(has_text="王小芳").get_by_role("rowheader").inner_text()
    county.get_by_label("人员编号").fill(person)
    county.get_by_label("字段", exact=True).last.select_option("health_until")
    county.get_by_label("哪里不对").fill("体检日期录错一年")
    county.get_by_role("button", name="反映", exact=True).click()
    expect(county.get_by_text("待来源部门核实")).to_be_visible()

    city = window(size=DESK)
    sign_in(city, "zhou")
    city.goto("/console/data/")
    city.locator("summary").filter(has_text="处理").click()
    city.get_by_label("正确的起始日期").fill("2021-03-12")
    city.get_by_label("正确的截止日期").fill("2023-03-11")
    city.get_by_label("核实情况").fill("与体检报告核对")
    seen(city, "report")
    city.get_by_role("button", name="提交处理结果").click()
    expect(city.get_by_text("已更正", exact=True)).to_be_visible()


def test_an_auditor_sees_whose_data_they_are_and_that_small_numbers_stay_inside(window: Window) -> None:
    page = window(size=DESK)
    sign_in(page, "shen")
    page.goto("/console/data/sets/home_service.registered_workers/")
    expect(page.get_by_text("小于 5 的数，以及能推算出它的数，不公布")).to_be_visible()
    expect(page.get_by_role("region", name="统计").get_by_text("不公布", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="读取", exact=True)).to_have_count(0)
