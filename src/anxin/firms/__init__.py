"""Names of firms: read into parts, compared by parts, and found among millions. Pure Python: imports no Django."""
