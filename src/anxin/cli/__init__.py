"""The `anxin` command: the fourth door. Each command parses, calls one act or query, and prints."""
