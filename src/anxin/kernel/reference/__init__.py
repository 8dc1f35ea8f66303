"""Reference: areas and the site's day, each from a dated edition."""
