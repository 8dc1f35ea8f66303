"""The signing port: one algorithm, one number (IANA COSE), one way to sign, verify and write down a key.

ES256 is the default because every WeChat browser's WebCrypto verifies it; Ed25519 and SM2 stand behind the same port.
Private keys are held as their 32 octets; signatures are 64 octets, r ‖ s or R ‖ S.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from anxin.credentials import sm2

CoseKey = Mapping[int, int | bytes]
Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]

KTY, CRV, X, Y = 1, -1, -2, -3  # COSE_Key labels (RFC 9052 §7.1, RFC 9053 §7)
OKP, EC2 = 1, 2
P256, ED25519, SM2_CURVE = 1, 6, -65537
SIGNATURE_OCTETS = 64
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P256_HALF = P256_ORDER // 2


@dataclass(frozen=True)
class Algorithm:
    """`generate` makes the 32 private octets; `public` the COSE_Key with its required members; `signer` and `verifier`
    bind a key once, so that what can be prepared is. A verifier refuses malleable forms of a signature."""

    number: int
    name: str
    generate: Callable[[], bytes]
    public: Callable[[bytes], CoseKey]
    signer: Callable[[bytes], Sign]
    verifier: Callable[[CoseKey], Verify]
    shape: tuple[int, int]  # key type and curve


_SHA256 = ec.ECDSA(hashes.SHA256())


def _es256_private(private: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())


def _es256_generate() -> bytes:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return number.to_bytes(32, "big")


def _es256_public(private: bytes) -> CoseKey:
    numbers = _es256_private(private).public_key().public_numbers()
    return {KTY: EC2, CRV: P256, X: numbers.x.to_bytes(32, "big"), Y: numbers.y.to_bytes(32, "big")}


def _es256_signer(private: bytes) -> Sign:
    key = _es256_private(private)

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, _SHA256))
        # The lower of the two s: a signature has one form only (the other is as valid, and nobody's identity).
        return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")

    return sign


def _es256_verifier(key: CoseKey) -> Verify:
    point = b"\x04" + _octets(key, X) + _octets(key, Y)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)

    def verify(signature: bytes, message: bytes) -> bool:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        if len(signature) != SIGNATURE_OCTETS or not 0 < r < P256_ORDER or not 0 < s <= P256_HALF:
            return False
        try:
            public.verify(encode_dss_signature(r, s), message, _SHA256)
        except InvalidSignature:
            return False
        return True

    return verify


def _eddsa_public(private: bytes) -> CoseKey:
    public = ed25519.Ed25519PrivateKey.from_private_bytes(private).public_key()
    return {KTY: OKP, CRV: ED25519, X: public.public_bytes(Encoding.Raw, PublicFormat.Raw)}


def _eddsa_generate() -> bytes:
    return ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _eddsa_verifier(key: CoseKey) -> Verify:
    public = ed25519.Ed25519PublicKey.from_public_bytes(_octets(key, X))

    def verify(signature: bytes, message: bytes) -> bool:
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return verify


def _sm2_public(private: bytes) -> CoseKey:
    x, y = sm2.public_of(private)
    return {KTY: EC2, CRV: SM2_CURVE, X: x, Y: y}


def _sm2_signer(private: bytes) -> Sign:
    return sm2.signer(private)


def _sm2_verifier(key: CoseKey) -> Verify:
    return sm2.verifier(_octets(key, X), _octets(key, Y))


def _octets(key: CoseKey, label: int) -> bytes:
    held = key[label]
    if not isinstance(held, bytes) or len(held) != 32:
        raise ValueError("a coordinate is 32 octets")
    return held


ES256 = Algorithm(-7, "ES256", _es256_generate, _es256_public, _es256_signer, _es256_verifier, (EC2, P256))
EDDSA = Algorithm(
    -8,
    "EdDSA",
    _eddsa_generate,
    _eddsa_public,
    lambda private: ed25519.Ed25519PrivateKey.from_private_bytes(private).sign,
    _eddsa_verifier,
    (OKP, ED25519),
)
# Private use: SM2 with SM3 has no number at IANA.
SM2 = Algorithm(-65537, "SM2", sm2.generate, _sm2_public, _sm2_signer, _sm2_verifier, (EC2, SM2_CURVE))
ALGORITHMS = {one.number: one for one in (ES256, EDDSA, SM2)}
