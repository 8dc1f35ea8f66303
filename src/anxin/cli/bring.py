"""`anxin import`."""

from __future__ import annotations


def bring_in() -> None:
    """To come."""
