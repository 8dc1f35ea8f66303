"""Credentials that any phone can check: COSE_Sign1 over CWT claims with a Token Status List, in one strict profile.

Pure Python on `cryptography`; no Django, no network, no clock. docs/codes/profile.md is the format to the byte.
"""

from anxin.credentials.algorithms import ALGORITHMS, EDDSA, ES256, SM2, Algorithm
from anxin.credentials.claims import COLOURS, STATUS_OF, Card, Screen, Status, issue
from anxin.credentials.digits import from_digits, to_digits
from anxin.credentials.keys import (
    KeyList,
    Root,
    SigningKey,
    Use,
    VerificationKey,
    issue_key_list,
    new_signing_key,
    read_key_list,
    thumbprint,
)
from anxin.credentials.rejected import Fault, Rejected
from anxin.credentials.status_list import StatusList, issue_status_list, read_status_list
from anxin.credentials.verifying import Checked, check, read_text

__all__ = [
    "ALGORITHMS",
    "COLOURS",
    "EDDSA",
    "ES256",
    "SM2",
    "STATUS_OF",
    "Algorithm",
    "Card",
    "Checked",
    "Fault",
    "KeyList",
    "Rejected",
    "Root",
    "Screen",
    "SigningKey",
    "Status",
    "StatusList",
    "Use",
    "VerificationKey",
    "check",
    "from_digits",
    "issue",
    "issue_key_list",
    "issue_status_list",
    "new_signing_key",
    "read_key_list",
    "read_status_list",
    "read_text",
    "thumbprint",
    "to_digits",
]
