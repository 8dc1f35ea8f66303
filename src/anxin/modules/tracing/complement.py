"""The lots that are not concerned, in a way anybody can check: all lots are divided in two, each part has its count and
its RFC 6962 root, and the site signs both. For any one lot a short proof says in which part it is."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.errors import NotFound
from anxin.kernel.peers import identity
from anxin.modules.tracing.following import Trace
from anxin.modules.tracing.models import Lot
from anxin.proofs.tree import BadProof, Tree, root_from_path

WORD = "anxin-unaffected-1"
SIGNED = b"anxin-unaffected\n"


@dataclass(frozen=True)
class Statement:
    """`body`: the octets that are signed (JSON, keys sorted, no blanks). `affected`, `unaffected`: codes in order."""

    body: bytes
    signature: bytes
    affected: Tree
    unaffected: Tree
    codes: tuple[tuple[str, ...], tuple[str, ...]]

    def proof(self, code: str) -> dict[str, Any]:
        """In which part a lot is, its place there and the way to the root. Raises NotFound for no lot of that code."""
        for name, codes, tree in zip(
            ("affected", "unaffected"), self.codes, (self.affected, self.unaffected), strict=True
        ):
            place = bisect_left(codes, code)
            if place < len(codes) and codes[place] == code:
                path = [node.hex() for node in tree.inclusion_path(place)]
                return {"lot": code, "part": name, "place": place, "path": path}
        raise NotFound(_("There is no such lot."), todo=_("Read the code on the package again."))


def statement(found: Trace, *, at: datetime) -> Statement:
    """Every lot of the service, divided by a trace, and signed by this site."""
    every = dict(Lot.objects.filter(pack=found.lot.pack).values_list("pk", "code"))
    concerned = found.lots
    return divided(
        (code for pk, code in every.items() if pk in concerned),
        (code for pk, code in every.items() if pk not in concerned),
        lot=found.lot.code,
        pack=found.lot.pack,
        at=at,
    )


def divided(affected: Iterable[str], unaffected: Iterable[str], *, lot: str, pack: str, at: datetime) -> Statement:
    """The same for codes that are known."""
    codes = tuple(sorted(affected)), tuple(sorted(unaffected))
    trees = [Tree(one.encode() for one in part) for part in codes]
    said = {"statement": WORD, "pack": pack, "lot": lot, "at": at.isoformat()}
    for name, tree in zip(("affected", "unaffected"), trees, strict=True):
        said |= {name: {"count": len(tree), "root": tree.root.hex()}}  # type: ignore[dict-item]  # -- JSON
    body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return Statement(body, identity.own().signed(SIGNED + body), trees[0], trees[1], codes)


def verified(body: bytes, signature: bytes, proof: dict[str, Any], keys: identity.PublicKeys) -> bool:
    """Whether a site with these keys said that this lot is in that part."""
    if not keys.verified(signature, SIGNED + body):
        return False
    part = json.loads(body)[proof["part"]]
    path = [bytes.fromhex(node) for node in proof["path"]]
    try:
        found = root_from_path(str(proof["lot"]).encode(), proof["place"], part["count"], path)
    except BadProof:
        return False
    return found.hex() == str(part["root"])
