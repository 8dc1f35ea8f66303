"""Anxin 安心: trust codes and closed-loop public services on one small kernel."""

__version__ = "0.1.0"
