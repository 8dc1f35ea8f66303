"""Tracing goods: what happened to which lot, where and when; how much there is; and who else is concerned."""
