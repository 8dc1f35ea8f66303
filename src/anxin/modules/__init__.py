"""Whole features on the kernel. A module knows no service by name, and no other module."""
