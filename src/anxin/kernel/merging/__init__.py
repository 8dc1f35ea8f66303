"""Two files that are of one person or organisation become one, and can be two again: split(merge(a, b)) = a, b."""
