"""Intake: files that agencies and sources bring: staged, checked, shown, confirmed, then written once."""
