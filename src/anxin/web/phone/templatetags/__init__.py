"""Template tags of the phone pages."""
