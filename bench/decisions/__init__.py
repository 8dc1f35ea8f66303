"""The decision engine beside the engines people would otherwise take, all in one run."""
