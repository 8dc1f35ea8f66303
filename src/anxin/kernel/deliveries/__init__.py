"""Delivery to other systems: sent, received under which id, how often tried, what went wrong."""
