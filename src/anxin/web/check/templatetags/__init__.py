"""Template tags of the check page."""
