"""Datasets: what the site holds as rows that others may ask for, each with a class, an owner and one source a field."""
