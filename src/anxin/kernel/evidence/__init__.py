"""Evidence: dated facts from named sources; never edited, only followed by a later record."""
