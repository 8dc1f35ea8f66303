"""Following lots at a million events."""
