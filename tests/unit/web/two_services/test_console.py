"""The console on a site with two services: one is worked with at a time, chosen in the side bar and remembered."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from anxin.kernel.codes.models import Code
from anxin.kernel.intake.models import Upload
from anxin.kernel.outcomes.models import Outcome, RuleSet
from anxin.packs import on_site
from tests.cast import identity_number
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import words
from tests.unit.web.console.test_registry import QUERIES, REGISTRY, listed
from tests.unit.web.phone.stage import Stage
from tests.unit.web.two_services.site import PESTS, Site

HERE = f"?service={PESTS}"


def colour_now(party_id: int, pack: str) -> str:
    return Outcome.objects.get(party=party_id, pack=pack, slot__isnull=False).outcome


def test_the_choice_is_kept_until_another_is_made(site: Site) -> None:
    zhou = at_desk("zhou")

    before, chosen, after = (listed(zhou.get(f"{REGISTRY}{asked}")) for asked in ("", HERE, ""))
    back = listed(zhou.get(f"{REGISTRY}?service=home_service"))

    assert (before, chosen, after, back) == (back, ["王小芳"], ["王小芳"], ["周玲", "李梅", "王小芳", "陈丽华"])


def test_the_side_bar_offers_the_services_and_leads_to_the_same_place(site: Site) -> None:
    page = at_desk("zhou").get(REGISTRY).content.decode()

    for slug, title in (("home_service", "家政安心码"), (PESTS, "除害安心码")):
        assert f'href="{REGISTRY}?service={slug}"' in page
        assert title in page


def test_a_site_with_one_service_offers_no_choice(stage: Stage) -> None:
    zhou = at_desk("zhou")

    assert "?service=" not in zhou.get(REGISTRY).content.decode()
    assert len(listed(zhou.get(f"{REGISTRY}{HERE}"))) == 4


def test_a_word_that_names_no_service_changes_nothing(site: Site) -> None:
    assert len(listed(at_desk("zhou").get(f"{REGISTRY}?service=voices"))) == 4


def test_the_dossier_figures_rules_and_cards_follow(site: Site) -> None:
    zhou, fang = at_desk("zhou"), site.stage.cast.fang.public_id
    home = {place: words(zhou.get(f"/console/{place}")) for place in (f"people/{fang}/", "", "rules/", "cards/")}
    zhou.get(f"/console/{HERE}")
    pests = {place: words(zhou.get(f"/console/{place}")) for place in home}

    assert ("绿码" in home[f"people/{fang}/"], "WZ202100386" in home[f"people/{fang}/"]) == (True, True)
    assert ("职业资格不在有效期内" in pests[f"people/{fang}/"], "CH2021000001" in pests[f"people/{fang}/"]) == (
        True,
        True,
    )
    assert ("温州规则" in home["rules/"], "温州规则" in pests["rules/"]) == (True, False)
    assert ("安家乐家政" in home[""], "李梅" in home["cards/"], "李梅" in pests["cards/"]) == (True, True, False)
    assert zhou.get("/console/rules/zhejiang-2021-01-01/").status_code == 200
    assert zhou.get("/console/rules/wenzhou-2021-01-01/").status_code == 404


def test_counts_of_one_service_are_not_kept_for_another(site: Site) -> None:
    zhou = at_desk("zhou")

    totals = [
        zhou.get(f"/console/{asked}").context["figures"].now.total for asked in ("", HERE, "?service=home_service")
    ]

    assert totals == [4, 1, 4]


def test_the_scanner_reads_every_services_codes(site: Site) -> None:
    hu = at_desk("hu")

    for code, said in ((site.stage.fang, "安家乐家政"), (site.pests, "职业资格不在有效期内")):
        assert said in words(hu.post("/console/scan/", {"text": f"/c/{code.public}"}))


def test_an_upload_is_read_by_the_tables_of_its_own_service(site: Site) -> None:
    zhou = at_desk("zhou")
    table = f"身份证号,姓名,结论,取得日期,有效期至\n{identity_number(101)},王小芳,合格,2021-10-01,2022-10-01\n"
    file = SimpleUploadedFile("qualified.csv", table.encode())

    answer = zhou.post(f"/console/uploads/{HERE}", {"layout": "qualification", "file": file})
    held = Upload.objects.get()
    zhou.get("/console/?service=home_service")

    assert (answer.status_code, held.pack, held.rows_good) == (302, PESTS, 1)
    assert "职业资格回传" in words(zhou.get(f"/console/uploads/{held.public_id}/"))
    zhou.post(f"/console/uploads/{held.public_id}/confirm/")
    fang = site.stage.cast.fang.pk
    assert (colour_now(fang, PESTS), colour_now(fang, "home_service")) == ("green", "green")


def test_what_is_brought_under_one_service_is_decided_under_every_other(site: Site) -> None:
    """The card's register of the home service says that the card is invalid; both services read that card."""
    zhou, fang = at_desk("zhou"), site.stage.cast.fang
    table = f"身份证号,姓名,上门服务证编号,证状态,发证日期\n{identity_number(101)},王小芳,WZ202100386,作废,2021-10-20\n"
    zhou.post("/console/uploads/", {"layout": "card_register", "file": SimpleUploadedFile("c.csv", table.encode())})
    held = Upload.objects.get()
    assert (held.state, held.rows_good) == ("staged", 1)
    zhou.post(f"/console/uploads/{held.public_id}/confirm/")

    assert (colour_now(fang.pk, "home_service"), colour_now(fang.pk, PESTS)) == ("red", "red")


def test_leaving_one_agency_ends_the_code_of_that_service_only(site: Site) -> None:
    le, fang = at_desk("le"), site.stage.cast.fang.public_id
    le.get(f"/console/{HERE}")

    le.post(f"/console/people/{fang}/leave/", {"ended_on": "2021-10-29", "reason": "离职"})

    assert list(Code.objects.filter(party__public_id=fang, slot__isnull=False).values_list("pack", flat=True)) == [
        "home_service"
    ]


def test_a_list_takes_the_same_number_of_queries_under_either_service(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    zhou = at_desk("zhou")
    for asked in ("?service=home_service", HERE):
        zhou.get(f"{REGISTRY}{asked}")
        on_site.services()
        with django_assert_num_queries(QUERIES):
            zhou.get(REGISTRY)


def test_a_site_without_a_colour_has_a_journal_and_says_why_there_is_no_more(stage: Stage, folder: Path) -> None:
    RuleSet.objects.all().update(pack="gone")
    on_site.forget()

    assert at_desk("shen").get("/console/").headers["Location"] == "/console/journal/"
    refused = at_desk("zhou").get(REGISTRY)
    assert (refused.status_code, "本平台还没有带颜色的服务。" in words(refused)) == (404, True)
