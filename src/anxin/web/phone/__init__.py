"""Pages for phones: what a household sees at the door, and what a worker sees of herself."""
