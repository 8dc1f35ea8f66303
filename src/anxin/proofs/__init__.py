"""Proofs about sets that two sides hold: Merkle trees, range-based reconciliation, certificates of equality.

Pure Python on `cryptography`; no Django, no network, no clock. docs/api/reconciliation.md is the format to the byte.
"""
