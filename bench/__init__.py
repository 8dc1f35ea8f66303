"""How fast Anxin is, each figure beside the bare tool it stands on, measured in the same run."""
