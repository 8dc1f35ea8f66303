"""How fast the desks' pages of cases are with a year of them on file."""
