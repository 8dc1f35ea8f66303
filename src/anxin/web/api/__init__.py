"""API: the same acts for other platforms, under /api/v1, described by OpenAPI."""
