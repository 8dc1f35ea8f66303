"""Parties: persons, organisations, places, lots; how they are known, and who belongs to whom."""
