"""Outside systems: each behind a port of the kernel, each named by settings."""
