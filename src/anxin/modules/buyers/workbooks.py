"""The bureau's own table of buyers: a workbook or a text table (UTF-8, GB18030), one firm a row.

Columns in Chinese or English, 名称 and 国家 are needed: 名称 name, 国家 country, 城市 city, 注册号 register, LEI lei,
曾用名 former, 别名 alias (several parted by ；), 网站 website, 邮箱域名 email_domain, 状态 status, 成立日期 founded,
账目截止 accounts_made_up, Z值 z2, 行业风险 sector_index.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from anxin.firms.records import ALIAS, FORMER, LEGAL, Firm, Said
from anxin.firms.sources import LeftOut, Why
from anxin.firms.sources.places import country_of
from anxin.kernel.intake.plain_rows import rows_of
from anxin.modules.buyers.searching import countries

COLUMNS: Mapping[str, str] = {
    "名称": "name", "买家": "name", "公司名称": "name", "name": "name", "buyer": "name",
    "国家": "country", "国家或地区": "country", "country": "country",
    "城市": "city", "city": "city",
    "注册号": "register", "register": "register",
    "lei": "lei",
    "曾用名": "former", "former": "former",
    "别名": "alias", "alias": "alias",
    "网站": "website", "website": "website",
    "邮箱域名": "email_domain", "email_domain": "email_domain",
    "状态": "status", "status": "status",
    "成立日期": "founded", "founded": "founded",
    "账目截止": "accounts_made_up", "accounts_made_up": "accounts_made_up",
    "z值": "z2", "z2": "z2",
    "行业风险": "sector_index", "sector_index": "sector_index",
}  # fmt: skip
FACTS = ("website", "email_domain", "founded", "accounts_made_up", "z2")
STATUS = {"存续": "active", "在业": "active", "注销": "dissolved", "解散": "dissolved", "破产": "insolvent"}
INDEX = {"低": "low", "中": "middle", "高": "high"}
SEVERAL = re.compile(r"[；;]")


class Workbook:
    """One pass through a table, as `anxin.firms.sources.Reading`. Raises Invalid with the place."""

    def __init__(self, path: Path) -> None:
        self.path, self.refused, self.left_out = path, 0, list[LeftOut]()

    def firms(self) -> Iterator[Firm]:
        """The rows that are firms, in their order."""
        self.refused, self.left_out = 0, []
        for one in rows(self.path.read_bytes()):
            if isinstance(one, Firm):
                yield one
            else:
                self.refused += 1
                self.left_out.append(one)


def rows(content: bytes) -> Iterator[Firm | LeftOut]:
    """Every row as a firm, or why it is none."""
    named = {called: code for language in ("zh", "en") for code, called in countries(language).items()}
    for number, row in enumerate(rows_of(content, COLUMNS), start=2):
        name, said = row.get("name", ""), row.get("country", "")
        country = said.upper() if said.upper() in countries("en") else named.get(said, "") or country_of(said)
        if not name:
            yield LeftOut(Why.NO_NAME, number)
        elif not country:
            yield LeftOut(Why.NO_COUNTRY, number, said[:80])
        else:
            yield _firm(row, name, country)


def _firm(row: Mapping[str, str], name: str, country: str) -> Firm:
    numbers = {key: row[key].replace(" ", "") for key in ("lei", "register") if row.get(key)}
    facts = {key: row[key] for key in FACTS if row.get(key)}
    if row.get("status"):
        facts["status"] = STATUS.get(row["status"], row["status"].casefold())
    if row.get("sector_index"):
        facts["sector_index"] = INDEX.get(row["sector_index"], row["sector_index"].casefold())
    others = [
        Said(one.strip(), kind)
        for key, kind in (("former", FORMER), ("alias", ALIAS))
        for one in SEVERAL.split(row.get(key, ""))
        if one.strip()
    ]
    ident = numbers.get("lei") or numbers.get("register") or hashlib.sha256(name.encode()).hexdigest()[:16]
    return Firm(f"{country}-{ident}"[:100], country, (Said(name, LEGAL), *others), row.get("city", ""), numbers, facts)
