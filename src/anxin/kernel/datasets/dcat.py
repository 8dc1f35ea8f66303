"""The catalogue as DCAT-AP 3.0.1 in JSON-LD: other portals harvest it. It names datasets, never a person.

A dataset keeps its address for ever, so a harvester finds it again and makes no second one of it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from anxin.kernel.cases.forms import Words
from anxin.kernel.datasets.catalogue import datasets
from anxin.kernel.datasets.models import Dataset
from anxin.kernel.datasets.terms import DatasetTerms, FieldTerms, Sharing

MEDIA_TYPE = "application/ld+json"
RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
ACCESS = {Sharing.UNCONDITIONAL: "PUBLIC", Sharing.RESTRICTED: "RESTRICTED", Sharing.NOT_SHARED: "NON_PUBLIC"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, Any]


def catalogue(*, on: date, address: str, name: str) -> Node:
    """Every dataset on offer that day, under the site's own address."""
    kept = {(row.pack, row.slug): row.kept_at for row in Dataset.objects.all()}
    listed = [
        {**_dataset(one, address), "dct:modified": _typed(kept[one.pack, one.slug].date().isoformat(), "xsd:date")}
        for one in datasets(on=on)
    ]
    return {
        "@context": CONTEXT,
        "@id": f"{address}/catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _said(Words("公共数据目录", "Catalogue of public data")),
        "dct:description": _said(Words("本平台各服务提供的数据集", "Datasets offered by the services of this site")),
        "dct:publisher": _agent(Words(name)),
        "dct:language": [{"@id": "http://publications.europa.eu/resource/authority/language/ZHO"}],
        "foaf:homepage": {"@id": f"{address}/"},
        "dcat:dataset": listed,
    }


def _dataset(terms: DatasetTerms, address: str) -> Node:
    """Title and description are obligatory; whose data and who may have them is what a reader asks first."""
    found: Node = {
        "@id": f"{address}/catalogue/{terms.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": terms.name,
        "dct:title": _said(terms.title),
        "dct:description": _said(terms.about),
        "dct:publisher": _agent(terms.owner),
        "dcat:contactPoint": {"@type": "vcard:Organization", "vcard:fn": terms.head.zh},
        "dct:accessRights": {"@id": RIGHTS + ACCESS[terms.sharing]},
        "dct:rights": {"@type": "dct:RightsStatement", "dct:description": _said(terms.reason or terms.basis)},
        "dcat:version": str(terms.version),
        "csvw:tableSchema": {"@type": "csvw:Schema", "csvw:column": [_column(one) for one in terms.fields]},
    }
    if terms.sharing is not Sharing.NOT_SHARED:
        found["dcat:distribution"] = [
            {
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": f"{address}/api/v1/datasets/{terms.name}/rows"},
                "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/application/json"},
            }
        ]
    return found


def _column(field: FieldTerms) -> Node:
    return {
        "@type": "csvw:Column",
        "csvw:name": field.slug,
        "csvw:title": _said(field.title),
        "dct:source": field.source_title.zh,
        "dct:accessRights": {"@id": RIGHTS + ACCESS[field.sharing]},
    }


def _agent(name: Words) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": _said(name)}


def _said(text: Words) -> list[Node]:
    said = [{"@value": text.zh, "@language": "zh"}]
    return [*said, {"@value": text.en, "@language": "en"}] if text.en else said


def _typed(value: str, kind: str) -> Node:
    return {"@value": value, "@type": kind}
