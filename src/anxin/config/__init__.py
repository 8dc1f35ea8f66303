"""How one installation is set up: its home folder, keys, database, addresses."""
