"""Short messages to a phone: kept sealed, handed to whatever the site sends them with."""
