"""The named people and firms of every test, as pytest fixtures.

Loaded by tests/conftest.py for all tests. One person, one name, everywhere: add them here, not in a test.
"""
