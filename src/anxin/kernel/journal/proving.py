"""The proof of one line: that a read of somebody stands in the journal as told, showing nothing of anybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.journal import chain, queries, roots, signing
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.roots import Root
from anxin.proofs import tree

FORMAT = "anxin-look-1"


def prove_look(*public_ids: str, seq: int, on: date) -> dict[str, Any]:
    """The proof of a read of that party, as docs/api/journal.md describes it. `NotFound` for any other entry,
    `Conflict` before the root over it is signed."""
    entry = queries.reads_of(*public_ids, on=on).filter(seq=seq).first()
    if entry is None:
        raise NotFound(_("No such look at your record."), todo=_("Choose it on the page of who looked."))
    signed = signing.root_over(seq)
    if signed is None:
        raise Conflict(
            _("This line is not signed yet."),
            why=_("The journal's root is signed every night."),
            todo=_("Come back tomorrow."),
        )
    return {
        "format": FORMAT,
        "seq": entry.seq,
        "at": chain.moment(entry.at),
        "previous": entry.prev_hash,
        "payload": entry.payload(),
        "payload_salt": entry.salt_octets[: chain.HALF].hex(),
        "subject": _subject(entry, public_ids),
        "path": _path(entry, roots.checked(signed.line)),
        "root": signed.line,
    }


def _subject(entry: Entry, public_ids: tuple[str, ...]) -> dict[str, Any]:
    parties = sorted(entry.subjects.values_list("party", flat=True))
    leaves = chain.subject_leaves(entry.salt_octets, parties)
    mine = next(one for one in public_ids if one in parties)
    salt = chain.subject_salt(entry.salt_octets, mine)
    index = leaves.index(chain.subject_leaf(salt, mine))
    path = [node.hex() for node in tree.inclusion_path(leaves, index)]
    return {"id": mine, "salt": salt.hex(), "index": index, "count": len(leaves), "path": path}


def _path(entry: Entry, root: Root) -> list[str]:
    covered = Entry.objects.filter(seq__gt=root.after, seq__lte=root.seq).order_by("seq")
    hashes = map(bytes.fromhex, covered.values_list("hash", flat=True))
    return [node.hex() for node in tree.inclusion_path(hashes, entry.seq - root.after - 1)]


@dataclass(frozen=True)
class Shown:
    """What a proof shows: that this was written of that party, under a root."""

    party: str
    at: str
    payload: Mapping[str, Any]
    root: Root


def shown_by(proof: Mapping[str, Any], *, key: str) -> Shown:
    """Check a proof from its file alone, under a key that is trusted. `Invalid` if anything of it does not fit."""
    try:
        root = roots.checked(str(proof["root"]), key=key)
        subject = proof["subject"]
        leaf = chain.subject_leaf(bytes.fromhex(subject["salt"]), subject["id"])
        subjects = tree.root_from_path(leaf, subject["index"], subject["count"], _nodes(subject["path"]))
        salt = bytes.fromhex(proof["payload_salt"])
        payload = chain.payload_hash(salt, chain.canonical(proof["payload"]).encode())
        made = chain.link(proof["previous"], int(proof["seq"]), proof["at"], payload, subjects.hex())
        place, count = int(proof["seq"]) - root.after - 1, root.seq - root.after
        fits = tree.root_from_path(bytes.fromhex(made), place, count, _nodes(proof["path"])).hex() == root.tree
        fits = fits and proof["format"] == FORMAT and len(salt) == chain.HALF == len(bytes.fromhex(subject["salt"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        fits = False
    if not fits:
        raise Invalid(
            _("This is no proof of a line of that journal."),
            field="proof",
            allowed=_("hashes that lead to the tree of the signed root"),
            todo=_("Fetch the file again; if it stays so, keep both and ask the auditor."),
        )
    return Shown(subject["id"], proof["at"], proof["payload"], root)


def _nodes(path: list[str]) -> list[bytes]:
    return [bytes.fromhex(node) for node in path]
