"""Invented firms abroad that a visitor of the demonstration is led to."""

from __future__ import annotations

from anxin.firms.records import ALIAS, FORMER, ROMANISED, TRADING, Firm, Said

LISTED = {"programme": "EXAMPLE", "topics": "sanction"}
ACTIVE = {"status": "active", "lei_renewal": "2022-06-30"}


CRAFTED: dict[str, list[Firm]] = {
    "gleif": [
        Firm(
            "demo-nordwall",
            "DE",
            (Said("Nordwall Handels GmbH"), Said("Nordwall Import GmbH", FORMER, "", "2016-03-31")),
            "Hamburg",
            {"lei": "529900DEMO0NORDWALL0", "register": "HRB 900001"},
            {
                **ACTIVE,
                "founded": "1998-04-02",
                "website": "nordwall.example",
                "email_domain": "nordwall.example",
                "sector_index": "low",
            },
        ),
        Firm(
            "demo-nordwall-b",
            "DE",
            (Said("Nordwall Handel GmbH"),),
            "Leipzig",
            {"lei": "529900DEMO0NORDWALB0", "register": "HRB 900777"},
            {**ACTIVE, "founded": "2021-05-20", "website": "nordwall-handel.example"},
        ),
        Firm(
            "demo-hanlon",
            "VN",
            (
                Said("Công ty TNHH Hạn Long"),
                Said("Han Long Co., Ltd.", TRADING, "en"),
                Said("Hanlong Trading", ALIAS, "en"),
            ),
            "Hải Phòng",
            {"lei": "529900DEMO00HANLONG0", "register": "0200900002"},
            {**ACTIVE, "founded": "2012-09-10", "website": "hanlong.example", "lei_renewal": "2021-08-01"},
        ),
        Firm(
            "demo-daehan",
            "KR",
            (Said("(주)대한조명"), Said("Daehan Lighting Co., Ltd.", ROMANISED, "en")),
            "Busan",
            {"lei": "529900DEMO00DAEHAN00", "register": "180111-0900003"},
            {
                **ACTIVE,
                "founded": "2005-01-17",
                "accounts_made_up": "2020-12-31",
                "z2": "3.4",
                "sector_index": "low",
            },
        ),
        Firm(
            "demo-romashka",
            "RU",
            (Said("ООО «Ромашка-Импорт»"), Said("Romashka-Import LLC", ROMANISED, "en")),
            "Москва",
            {"lei": "529900DEMO0ROMASHKA0", "register": "1027700900004"},
            {**ACTIVE, "founded": "2009-07-01"},
        ),
    ],
    "companies_house": [
        Firm(
            "demo-harrow",
            "GB",
            (Said("HARROW LANE HOMEWARES LIMITED"),),
            "Leeds",
            {"register": "90000005"},
            {"status": "insolvent", "founded": "2014-02-11", "accounts_due": "2021-03-31"},
        ),
        Firm(
            "demo-tel",
            "GB",
            (Said("TELBRIDGE TOOLS LIMITED"),),
            "Bristol",
            {"register": "90000006"},
            {"status": "active", "founded": "2003-06-30", "accounts_due": "2022-03-31"},
        ),
    ],
    "bureau": [
        Firm(
            "demo-lagos",
            "NG",
            (Said("Solven Stores Ltd"),),
            "Lagos",
            {"register": "RC900007"},
            {"status": "active", "founded": "2019-10-01"},
        ),
        Firm(
            "demo-nordwall-c",
            "DE",
            (Said("北墙贸易（德国）", ALIAS, "zh"), Said("Nordwall Handels GmbH")),
            "Hamburg",
            {"lei": "529900DEMO0NORDWALL0"},
            {"status": "active", "accounts_due": "2022-01-31"},
        ),
    ],
    "ofac": [
        Firm(
            "demo-list-1",
            "RU",
            (Said("ROMASHKA IMPORT OOO"), Said("ROMASHKA TRADE", ALIAS)),
            "Moscow",
            {},
            LISTED,
        ),
        Firm(
            "demo-list-2",
            "PA",
            (Said("CALDUMOR SHIPPING S.A."),),
            "Panama",
            {},
            LISTED,
        ),
    ],
}
"""By source."""
