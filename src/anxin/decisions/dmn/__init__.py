"""DMN files: what they say, and how it is evaluated for one party."""
