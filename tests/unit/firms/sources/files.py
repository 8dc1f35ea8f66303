"""Small files in the form each register publishes, invented."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

GLEIF_HEADER = (
    "LEI,Entity.LegalName,Entity.LegalName.xmllang,Entity.OtherEntityNames.OtherEntityName.1,"
    "Entity.OtherEntityNames.OtherEntityName.1.xmllang,Entity.OtherEntityNames.OtherEntityName.1.type,"
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1,"
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1.xmllang,"
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1.type,Entity.LegalAddress.City,"
    "Entity.LegalAddress.Country,Entity.RegistrationAuthority.RegistrationAuthorityID,"
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID,Entity.EntityStatus,Entity.EntityCreationDate,"
    "Registration.RegistrationStatus,Registration.NextRenewalDate"
)
GLEIF_ROWS = """\
5299000000EXAMPLE001,"Nordwall Handels GmbH",de,"Nordwall Import GmbH",de,PREVIOUS_LEGAL_NAME,,,,Hamburg,DE,\
RA000242,HRB 1,ACTIVE,1998-04-02T00:00:00Z,ISSUED,2027-03-01T00:00:00Z
5299000000EXAMPLE002,"ООО Ромашка",ru,,,,"OOO Romashka",en,PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME,Москва,RU,\
,,INACTIVE,,RETIRED,2020-01-01T00:00:00Z
5299000000EXAMPLE003,"Twice Ltd",en,,,,,,,Leeds,GB,,,ACTIVE,,DUPLICATE,
"""
PARENTS = (
    "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,"
    "Relationship.RelationshipStatus\n"
    "5299000000EXAMPLE001,5299000000EXAMPLE009,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE\n"
    "5299000000EXAMPLE001,5299000000EXAMPLE008,IS_ULTIMATELY_CONSOLIDATED_BY,INACTIVE\n"
)
GLEIF_JSON = {
    "records": [
        {
            "LEI": {"$": "5299000000EXAMPLE001"},
            "Entity": {
                "LegalName": {"@xml:lang": "de", "$": "Nordwall Handels GmbH"},
                "OtherEntityNames": {
                    "OtherEntityName": [
                        {"@xml:lang": "de", "@type": "PREVIOUS_LEGAL_NAME", "$": "Nordwall Import GmbH"}
                    ]
                },
                "LegalAddress": {"City": {"$": "Hamburg"}, "Country": {"$": "DE"}},
                "RegistrationAuthority": {
                    "RegistrationAuthorityID": {"$": "RA000242"},
                    "RegistrationAuthorityEntityID": {"$": "HRB 1"},
                },
                "EntityStatus": {"$": "ACTIVE"},
                "EntityCreationDate": {"$": "1998-04-02T00:00:00Z"},
            },
            "Registration": {
                "RegistrationStatus": {"$": "ISSUED"},
                "NextRenewalDate": {"$": "2027-03-01T00:00:00Z"},
            },
        }
    ]
}
ENTITIES = (
    {"id": "x-1", "schema": "Company", "properties": {
        "name": ["Harrow Lane Limited", "Harrow Lane"], "previousName": ["Harrow Mills Limited"], "country": ["gb"],
        "registrationNumber": ["9001"], "website": ["https://harrow.example"], "status": ["Dissolved (strike-off)"],
        "topics": ["sanction"],
    }},
    {"id": "x-2", "schema": "Person", "properties": {"name": ["Jane Doe"]}},
    {"id": "x-3", "schema": "Organization", "properties": {"alias": []}},
)  # fmt: skip
COMPANIES_HOUSE = (
    "CompanyName, CompanyNumber,RegAddress.PostTown,CompanyCategory,CompanyStatus,DissolutionDate,IncorporationDate,"
    "Accounts.NextDueDate,SICCode.SicText_1,PreviousName_1.CONDATE, PreviousName_1.CompanyName\n"
    '"HARROW LANE LIMITED","00009001","LEEDS","Private Limited Company","Active","","02/04/1998","31/12/2026",'
    '"46900 - Non-specialised wholesale trade","31/03/2016","HARROW MILLS LIMITED"\n'
    '"GONE LIMITED","00009002","YORK","Private Limited Company","Liquidation","","02/04/1999","","","",""\n'
)
ROR = [
    {
        "id": "https://ror.org/0abc12345",
        "names": [
            {"value": "北方研究院", "types": ["label"], "lang": "zh"},
            {"value": "Northern Institute", "types": ["ror_display", "label"], "lang": "en"},
            {"value": "NI", "types": ["acronym"], "lang": None},
        ],
        "locations": [{"geonames_details": {"name": "Oslo", "country_code": "NO"}}],
        "status": "active",
        "established": 1971,
        "links": [{"type": "website", "value": "https://ni.example"}],
        "types": ["facility"],
    },
    {"id": "https://ror.org/0abc12346", "names": [{"value": "Nowhere", "types": ["ror_display"]}], "locations": []},
]
SDN = (
    '36,"EXAMPLE AIRLINES","-0- ","CUBA","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ",'
    '"Website www.example-air.test; Registration Number 4711 (Cuba); Tax ID No. 99."\r\n'
    '37,"DOE, Jane","individual","SDGT","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- "\r\n'
    "\x1a"
)
ALT = '36,12,"aka","AERO-EXAMPLE","-0- "\r\n36,13,"fka","OLD EXAMPLE AIR","-0- "\r\n'
ADD = '36,25,"-0- ","Havana","Cuba","-0- "\r\n36,26,"-0- ","Bogota","Colombia","-0- "\r\n'


def gleif_csv(folder: Path) -> Path:
    return plain(folder / "gleif.csv", GLEIF_HEADER + "\n" + GLEIF_ROWS)


def gleif_json(folder: Path) -> Path:
    return plain(folder / "gleif.json", json.dumps(GLEIF_JSON))


def entities(folder: Path) -> Path:
    return plain(folder / "entities.ftm.json", "".join(json.dumps(one) + "\n" for one in ENTITIES))


def companies_house(folder: Path) -> Path:
    return plain(folder / "BasicCompanyData.csv", COMPANIES_HOUSE)


def ror(folder: Path) -> Path:
    return plain(folder / "ror.json", json.dumps(ROR))


def sdn(folder: Path) -> Path:
    plain(folder / "alt.csv", ALT)
    plain(folder / "add.csv", ADD)
    return plain(folder / "sdn.csv", SDN)


def plain(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def zipped(path: Path, *more: str) -> Path:
    held = path.with_suffix(".zip")
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
        for name in more:
            archive.writestr(name, "x")
    return held


def gzipped(path: Path) -> Path:
    held = path.with_name(path.name + ".gz")
    held.write_bytes(gzip.compress(path.read_bytes()))
    return held
