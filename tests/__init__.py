"""Anxin's tests: `unit` mirrors the package, `journeys` drive a browser, `promises` hold for everything."""
