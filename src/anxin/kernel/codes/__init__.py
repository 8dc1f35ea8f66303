"""Codes: what a person shows at a door, who scanned it, and the visit that a confirmation starts."""
