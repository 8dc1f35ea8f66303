"""A message between two sites: sealed for one reader, signed by one sender, and an answer bound to its question.

    "AXP1" | sender's key id 8 | reader's key id 8 | nonce 12 | AES-256-GCM of the content | Ed25519 signature 64

`bound`: nothing for a question; for an answer the SHA-256 of the question as it was sent. It is not in the message: it
is authenticated beside it, so that an answer to one question opens for no other, however old or delayed.
docs/api/feed.md is the format to the byte.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anxin.kernel.peers.identity import ID_OCTETS, Identity, PublicKeys

MAGIC = b"AXP1"
NONCE_OCTETS, TAG_OCTETS, SIGNATURE_OCTETS = 12, 16, 64
HEADER = len(MAGIC) + 2 * ID_OCTETS + NONCE_OCTETS
LEAST = HEADER + TAG_OCTETS + SIGNATURE_OCTETS
MOST_SEALED = 4 * 1024 * 1024
MOST_CONTENT = 16 * 1024 * 1024


class Unopened(Exception):
    """A message that is not for this reader, not from this sender, changed on the way, or an answer to another
    question. The words name nothing of its content."""


@dataclass(frozen=True)
class Header:
    sender: bytes
    reader: bytes


def header(message: bytes) -> Header:
    """Who says it is from whom and to whom. Raises Unopened for what is no message."""
    if not LEAST <= len(message) <= MOST_SEALED or not message.startswith(MAGIC):
        raise Unopened("not a message between platforms")
    start = len(MAGIC)
    return Header(message[start : start + ID_OCTETS], message[start + ID_OCTETS : start + 2 * ID_OCTETS])


def question_digest(message: bytes) -> bytes:
    """What an answer to this question is bound to."""
    return hashlib.sha256(message).digest()


def closed(content: bytes, *, by: Identity, to: PublicKeys, bound: bytes = b"", nonce: bytes | None = None) -> bytes:
    """The content as a message. `nonce` is given by test vectors only."""
    nonce = secrets.token_bytes(NONCE_OCTETS) if nonce is None else nonce
    head = MAGIC + by.public.key_id + to.key_id + nonce
    sealed = AESGCM(by.pair(to).sealing).encrypt(nonce, zlib.compress(content, 6), head + bound)
    return head + sealed + by.signed(head + sealed + bound)


def opened(message: bytes, *, by: Identity, sender: PublicKeys, bound: bytes = b"") -> bytes:
    """The content of a message from that sender. Raises Unopened."""
    held = header(message)
    if held.sender != sender.key_id or held.reader != by.public.key_id:
        raise Unopened("the message is from or for somebody else")
    body, signature = message[:-SIGNATURE_OCTETS], message[-SIGNATURE_OCTETS:]
    if not sender.verified(signature, body + bound):
        raise Unopened("the signature is not right, or it answers another question")
    head, sealed = body[:HEADER], body[HEADER:]
    try:
        packed = AESGCM(by.pair(sender).sealing).decrypt(head[-NONCE_OCTETS:], sealed, head + bound)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, MOST_CONTENT)
    except (InvalidTag, zlib.error):
        raise Unopened("the message does not open") from None
    if not unpacking.eof or unpacking.unconsumed_tail:
        raise Unopened("the message is too large, or cut short")
    return content
