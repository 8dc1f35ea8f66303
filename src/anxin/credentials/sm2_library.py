"""The system's libcrypto (OpenSSL 3) as far as SM2 needs it, taken up once and tried on the standard's own example.

`cryptography` brings an OpenSSL of its own, which knows SM3 but no SM2 keys. Every handle made here is freed by
whoever made it; every failure empties the thread's queue of OpenSSL errors, which Python's `ssl` reads too.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_ulong, c_void_p
from ctypes.util import find_library
from functools import cache

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

OLDEST = 3  # EVP_PKEY_CTX_set1_id is a function from OpenSSL 3 on
SIGNER = b"1234567812345678"  # the id that GM/T 0009 gives to signers who have agreed on no other
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123  # GB/T 32918.5
# PKCS#8 and SubjectPublicKeyInfo up to the key itself: id-ecPublicKey on 1.2.156.10197.1.301
PRIVATE_PREFIX = bytes.fromhex("3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201010420")
PUBLIC_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
DER_OCTETS = 72  # the longest SEQUENCE of two integers of 32 octets

# GM/T 0003.5-2012, annex A
EXAMPLE_KEY = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
EXAMPLE_MESSAGE = b"message digest"
EXAMPLE_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)

FUNCTIONS = {  # name: what it takes, what it gives
    "OpenSSL_version_num": ([], c_ulong),
    "ERR_clear_error": ([], None),
    "CRYPTO_free": ([c_void_p, c_char_p, c_int], None),
    "EVP_sm3": ([], c_void_p),
    "d2i_AutoPrivateKey": ([c_void_p, POINTER(c_void_p), c_long], c_void_p),
    "d2i_PUBKEY": ([c_void_p, POINTER(c_void_p), c_long], c_void_p),
    "EVP_PKEY_free": ([c_void_p], None),
    "EVP_PKEY_is_a": ([c_void_p, c_char_p], c_int),
    "EVP_PKEY_get1_encoded_public_key": ([c_void_p, POINTER(c_void_p)], c_size_t),
    "EVP_PKEY_CTX_new": ([c_void_p, c_void_p], c_void_p),
    "EVP_PKEY_CTX_free": ([c_void_p], None),
    "EVP_PKEY_CTX_set1_id": ([c_void_p, c_char_p, c_int], c_int),
    "EVP_MD_CTX_new": ([], c_void_p),
    "EVP_MD_CTX_free": ([c_void_p], None),
    "EVP_MD_CTX_set_pkey_ctx": ([c_void_p, c_void_p], None),
    "EVP_DigestSignInit": ([c_void_p, c_void_p, c_void_p, c_void_p, c_void_p], c_int),
    "EVP_DigestSign": ([c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t], c_int),
    "EVP_DigestVerifyInit": ([c_void_p, c_void_p, c_void_p, c_void_p, c_void_p], c_int),
    "EVP_DigestVerify": ([c_void_p, c_char_p, c_size_t, c_char_p, c_size_t], c_int),
}


class Unavailable(RuntimeError):
    """SM2 cannot be had on this machine; the message says what to install."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"SM2 signatures are made by the system's libcrypto, and {why}. Install OpenSSL 3 (Debian, Ubuntu, Kylin, "
            "UOS: libssl3; openEuler, Anolis: openssl-libs; macOS: brew install openssl@3), or use ES256 keys."
        )


class Refused(ValueError):
    """libcrypto would not take a key, a point or a call. Says which step, never with what octets."""


class Library:
    """What is called of libcrypto. Safe in several threads: nothing is shared but keys, which are only read."""

    def __init__(self, calls: ctypes.CDLL) -> None:
        self.calls = calls
        self.sm3: int | None = calls.EVP_sm3()

    def private_key(self, private: bytes) -> int:
        """The handle of 32 private octets, 1 to n − 2; its public half is computed here."""
        if len(private) != 32 or not 0 < int.from_bytes(private, "big") < ORDER - 1:
            raise Refused("an SM2 private key is a number from 1 to n - 2 in 32 octets")
        return self._taken(self.calls.d2i_AutoPrivateKey, PRIVATE_PREFIX, private)

    def public_key(self, x: bytes, y: bytes) -> int:
        """The handle of a point on the curve, two times 32 octets."""
        if len(x) != 32 or len(y) != 32:
            raise Refused("a coordinate is 32 octets")
        return self._taken(self.calls.d2i_PUBKEY, PUBLIC_PREFIX, x + y)

    def _taken(self, read: Callable[..., int | None], prefix: bytes, octets: bytes) -> int:
        room = (ctypes.c_ubyte * (len(prefix) + len(octets))).from_buffer_copy(prefix + octets)
        try:
            at = c_void_p(ctypes.addressof(room))
            key = read(None, byref(at), len(room))
        finally:
            ctypes.memset(room, 0, len(room))
        if key and self.calls.EVP_PKEY_is_a(key, b"SM2") == 1:
            return key
        self.free(key)
        raise self.refused("the key is not one of the SM2 curve")

    def free(self, key: int | None) -> None:
        self.calls.EVP_PKEY_free(key)

    def point(self, key: int) -> bytes:
        """x ‖ y of a key."""
        out = c_void_p()
        octets = self.calls.EVP_PKEY_get1_encoded_public_key(key, byref(out))
        try:
            held = ctypes.string_at(out, octets) if out.value and octets else b""
        finally:
            self.calls.CRYPTO_free(out, None, 0)
        if len(held) != 65 or held[0] != 4:
            raise self.refused("the public point cannot be had")
        return held[1:]

    def sign(self, key: int, message: bytes) -> bytes:
        """r ‖ s over `message`."""
        der, octets = ctypes.create_string_buffer(DER_OCTETS), c_size_t(DER_OCTETS)
        with self._digesting(key, self.calls.EVP_DigestSignInit) as context:
            if self.calls.EVP_DigestSign(context, der, byref(octets), message, len(message)) != 1:
                raise self.refused("the message cannot be signed")
        r, s = decode_dss_signature(der.raw[: octets.value])
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def verify(self, key: int, signature: bytes, message: bytes) -> bool:
        """Whether r ‖ s belongs to `message`. Both numbers are held below n: nothing else can be written twice."""
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        if len(signature) != 64 or not 0 < r < ORDER or not 0 < s < ORDER:
            return False
        der = encode_dss_signature(r, s)
        with self._digesting(key, self.calls.EVP_DigestVerifyInit) as context:
            verified: int = self.calls.EVP_DigestVerify(context, der, len(der), message, len(message))
        if verified != 1:
            self.calls.ERR_clear_error()
        return verified == 1

    @contextmanager
    def _digesting(self, key: int, begin: Callable[..., int]) -> Iterator[int]:
        """A context that signs or verifies under SM3, with the signer's id mixed in before the message."""
        context, of_key = self.calls.EVP_MD_CTX_new(), self.calls.EVP_PKEY_CTX_new(key, None)
        try:
            ready = context and of_key and self.calls.EVP_PKEY_CTX_set1_id(of_key, SIGNER, len(SIGNER)) == 1
            if ready:
                self.calls.EVP_MD_CTX_set_pkey_ctx(context, of_key)
            if not ready or begin(context, None, self.sm3, None, key) != 1:
                raise self.refused("a signature cannot be begun")
            yield context
        finally:
            self.calls.EVP_MD_CTX_free(context)  # the key's context stays its maker's, so it is freed after
            self.calls.EVP_PKEY_CTX_free(of_key)

    def refused(self, why: str) -> Refused:
        self.calls.ERR_clear_error()
        return Refused(why)


@cache
def libcrypto() -> Library:
    """The library, found and tried once; `Unavailable` where there is none, an older one, or one without SM2."""
    found = Library(declared(loaded(_names())))
    try:
        key = found.private_key(EXAMPLE_KEY)
    except Refused:
        raise Unavailable("the one found was built without SM2") from None
    try:
        right = found.verify(key, EXAMPLE_SIGNATURE, EXAMPLE_MESSAGE)
        right = right and not found.verify(key, EXAMPLE_SIGNATURE, EXAMPLE_MESSAGE + b".")
    except Refused:
        right = False
    finally:
        found.free(key)
    if not right:
        raise Unavailable("the one found gets the example of GM/T 0003.5 wrong")
    return found


def loaded(names: Iterable[str]) -> ctypes.CDLL:
    """The first of these libraries that is there; `Unavailable` if none is."""
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise Unavailable("none was found")


def _names() -> Iterator[str]:
    """Where to look. Version 3 by its own name first: an unversioned one may be older, and macOS ends a process that
    loads its own."""
    if sys.platform == "darwin":
        yield from (
            "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib",
            "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib",
        )
    elif sys.platform == "win32":
        yield from ("libcrypto-3-x64.dll", "libcrypto-3.dll")
    else:
        yield "libcrypto.so.3"
        yield from filter(None, [find_library("crypto")])


def declared(calls: ctypes.CDLL) -> ctypes.CDLL:
    """The same with what its calls take and give; `Unavailable` for another or an older library."""
    try:
        for name, (takes, gives) in FUNCTIONS.items():
            function = getattr(calls, name)
            function.argtypes, function.restype = takes, gives
    except AttributeError:
        raise Unavailable("the one found lacks calls of OpenSSL 3") from None
    if calls.OpenSSL_version_num() >> 28 < OLDEST:
        raise Unavailable("the one found is older than OpenSSL 3")
    return calls
