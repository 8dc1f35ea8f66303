"""Outcomes: rule sets in force, the colour of every registered party over time, and why."""
