"""Writing the city's files to a folder: rosters as .xlsx, returns as .csv, broken examples, a read-me.

The same city gives the same bytes. Nothing in the files names a colour or a story.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from anxin.demo import layouts
from anxin.demo.agencies import Agency, DateHabit
from anxin.demo.broken import write_broken_examples
from anxin.demo.layouts import CARD_WORDS, HEALTH_WORDS, POLICE_WORDS, REVIEW_WORDS, STATUS_WORDS
from anxin.demo.materials import Check
from anxin.demo.plan import CARDS_ARRIVE, RENEWALS_ARRIVE, RETURNS_ARRIVE, ROSTERS_ARRIVE
from anxin.demo.population import City, Dossier
from anxin.demo.workbooks import Book, Value

Progress = Callable[[str, int, int], None]
ROSTER_TEXT_COLUMNS = frozenset({0, 2, 3, 8})
ROSTER_WIDTHS = (22, 10, 14, 24, 38, 8, 14, 14, 18, 14, 16)
BROKEN_FOLDER = "坏文件样例"
READ_ME = "说明.txt"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file on its way to intake: where, which layout, the day it arrives, and the agency (rosters only)."""

    path: Path
    layout: str
    arrives: date
    agency: Agency | None = None


def no_progress(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def planned_files(city: City, folder: Path) -> list[WrittenFile]:
    """All files to import, in the order in which they arrive; nothing is written."""
    rosters = [WrittenFile(folder / a.roster_name, "roster", ROSTERS_ARRIVE, a) for a in city.agencies]
    returns = [
        WrittenFile(folder / "公安背景核查结果-20210928.csv", "police_check", RETURNS_ARRIVE),
        WrittenFile(folder / "家服云身份审核结果-20210928.csv", "identity_review_city", RETURNS_ARRIVE),
        WrittenFile(folder / "商务部身份审核结果-20210928.csv", "identity_review_ministry", RETURNS_ARRIVE),
        WrittenFile(folder / "体检结果回传-20210928.csv", "health_check", RETURNS_ARRIVE),
        WrittenFile(folder / "从业责任保险清单-20210928.csv", "insurance", RETURNS_ARRIVE),
        WrittenFile(folder / "上门服务证登记簿-20210929.csv", "card_register", CARDS_ARRIVE),
    ]
    for day in RENEWALS_ARRIVE:
        returns.append(WrittenFile(folder / f"体检结果回传-{day:%Y%m%d}.csv", "health_check", day))
        returns.append(WrittenFile(folder / f"从业责任保险清单-{day:%Y%m%d}.csv", "insurance", day))
    return rosters + returns


def write_files(city: City, folder: Path, progress: Progress = no_progress) -> list[WrittenFile]:
    """Write every file of the city; existing ones are replaced. `progress` counts files."""
    folder.mkdir(parents=True, exist_ok=True)
    planned = planned_files(city, folder)
    by_agency: dict[int, list[Dossier]] = {agency.number: [] for agency in city.agencies}
    for dossier in city.dossiers:
        by_agency[dossier.agency.number].append(dossier)
    listed = city.by_identity_number()
    for done, file in enumerate(planned, start=1):
        if file.agency is not None:
            write_roster(file.path, file.agency, by_agency[file.agency.number])
        else:
            write_return(file, listed)
        progress("files", done, len(planned))
    write_broken_examples(folder / BROKEN_FOLDER, city)
    (folder / READ_ME).write_text(read_me(city), encoding="utf-8-sig", newline="\r\n")
    return planned


def row_counts(city: City, files: Iterable[WrittenFile]) -> dict[str, int]:
    """File name → how many rows of people it holds."""
    counts = {file.path.name: file.agency.size if file.agency else 0 for file in files}
    for file in files:
        if file.agency is None:
            counts[file.path.name] = sum(1 for _ in return_rows(file, city.dossiers))
    return counts


def write_roster(path: Path, agency: Agency, dossiers: Iterable[Dossier]) -> None:
    """One agency's roster: title row, header row, one row a person; dates in the agency's own habit."""
    book = Book(
        title="花名册",
        widths=ROSTER_WIDTHS,
        moment=datetime.combine(ROSTERS_ARRIVE, time(9, agency.number % 60)),
        author=f"{agency.brand}家政（演示，虚构）",
    )
    said = f"（填报日期：2021年9月27日 填报人：{agency.clerk}）"
    book.sheet.heading(f"{agency.name}家政服务从业人员花名册{said}")
    book.sheet.header(layouts.ROSTER_COLUMNS)
    for dossier in dossiers:
        book.sheet.row(roster_row(dossier), text_columns=ROSTER_TEXT_COLUMNS)
    book.save(path)


def roster_row(dossier: Dossier) -> list[Value]:
    """The cells of one person, in the order of the roster's columns."""
    agency, person, papers = dossier.agency, dossier.person, dossier.materials
    days = (papers.started_on, papers.ended_on, papers.trained_on, papers.authorised_on)
    started, ended, trained, authorised = (written_date(day, agency.date_habit) for day in days)
    return [
        person.id_number, person.name, person.phone, agency.code, agency.name, STATUS_WORDS[papers.status],
        started, ended, dossier.training_no or None, trained, authorised,
    ]  # fmt: skip


def written_date(day: date | None, habit: DateHabit) -> Value:
    """A day as an agency writes it: a real spreadsheet date, or text in one of five ways."""
    if day is None or habit == "real":
        return day
    if habit == "chinese":
        return f"{day.year}年{day.month}月{day.day}日"
    mark = {"dashes": "-", "slashes": "/", "dots": ".", "digits": ""}[habit]
    return day.strftime(f"%Y{mark}%m{mark}%d")


# Each source writes as its own system does: the police in GB18030, clinics and the ministry with a BOM.
ENCODINGS = {
    "police_check": "gb18030",
    "identity_review_city": "utf-8",
    "identity_review_ministry": "utf-8-sig",
    "health_check": "utf-8-sig",
    "insurance": "utf-8",
    "card_register": "utf-8-sig",
}


def write_return(file: WrittenFile, listed: Iterable[Dossier]) -> None:
    """One return of one source, people in the order of their identity numbers."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(RETURN_COLUMNS[file.layout])
    writer.writerows(return_rows(file, listed))
    file.path.write_bytes(text.getvalue().encode(ENCODINGS[file.layout]))


RETURN_COLUMNS = {
    "police_check": layouts.POLICE_COLUMNS,
    "identity_review_city": layouts.REVIEW_COLUMNS,
    "identity_review_ministry": layouts.REVIEW_COLUMNS,
    "health_check": layouts.HEALTH_COLUMNS,
    "insurance": layouts.INSURANCE_COLUMNS,
    "card_register": layouts.CARD_COLUMNS,
}


def return_rows(file: WrittenFile, listed: Iterable[Dossier]) -> Iterator[list[str]]:
    """The rows of one return; a person without the paper in question has no row."""
    for dossier in listed:
        who = [dossier.person.id_number, dossier.person.name]
        for cells in _return_cells(file, dossier):
            yield who + cells


def _return_cells(file: WrittenFile, dossier: Dossier) -> Iterator[list[str]]:
    papers = dossier.materials
    match file.layout:
        case "police_check":
            yield from _check_cells(papers.police, POLICE_WORDS)
        case "identity_review_city":
            yield from _check_cells(papers.city_review, REVIEW_WORDS)
        case "identity_review_ministry":
            yield from _check_cells(papers.ministry_review, REVIEW_WORDS)
        case "health_check":
            for check in papers.health:
                if check.arrives == file.arrives:
                    yield [HEALTH_WORDS[check.result], check.start.isoformat(), _until(check.until)]
        case "insurance":
            for policy in papers.insurance:
                if policy.arrives == file.arrives:
                    yield [dossier.policy_no(policy), policy.start.isoformat(), _until(policy.until)]
        case "card_register":
            if papers.card is not None:
                yield [dossier.card_no, CARD_WORDS[papers.card.state], papers.card.on.isoformat()]


def _check_cells(check: Check | None, words: dict[str, str]) -> Iterator[list[str]]:
    if check is not None:
        yield [words[check.result], check.on.isoformat()]


def _until(day: date | None) -> str:
    return day.isoformat() if day else ""


def read_me(city: City) -> str:
    """What the folder holds, for somebody who opens it."""
    return f"""安心演示城市：2021年10月的温州（完全虚构）
==========================================

本文件夹中的企业、人员、身份证号、手机号、日期全部由程序按种子 {city.seed} 随机生成，
不对应任何真实的人或单位。
只有总量的“形状”参照温州2021年10月公布的数字：
71家家政企业、43,654份档案、27,033名资料齐全的从业人员。
本次规模：{city.plan.agencies}家企业，{city.plan.files:,}份档案。

文件里没有颜色。颜色由规则集按凭据和日期判定。

花名册-NN-区县-企业.xlsx          各家政企业的从业人员花名册（2021-09-27报送）
公安背景核查结果-*.csv            只有结论；GB18030编码
家服云身份审核结果-*.csv          市平台；UTF-8
商务部身份审核结果-*.csv          UTF-8，带BOM
体检结果回传-*.csv                UTF-8，带BOM；10月另有三批新体检
从业责任保险清单-*.csv            UTF-8；10月另有三批新保单
上门服务证登记簿-*.csv            UTF-8，带BOM
{BROKEN_FOLDER}/                      故意写坏的文件，可以拿来试上传

------------------------------------------
The demonstration city: Wenzhou, October 2021 (entirely invented)

Every agency, person, number and date here was made by a program from the seed {city.seed};
none belongs to anybody real. Only the shape follows the figures Wenzhou published:
71 agencies, 43,654 files, 27,033 complete workers.
This city: {city.plan.agencies} agencies, {city.plan.files:,} files. The files hold no colours: the rule set
decides from evidence and date. The folder {BROKEN_FOLDER} holds files broken on purpose, to try an upload with.
"""
