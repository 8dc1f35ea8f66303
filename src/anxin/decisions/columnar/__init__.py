"""The profile of FEEL that runs set-wise: one program as closures, as SQL, and through time."""
