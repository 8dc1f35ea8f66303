"""Console: the desktop of bureaus, agencies and auditors."""
