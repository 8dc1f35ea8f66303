"""The kernel: what every service stands on. It knows no service by name.

Parts, low to high; a lower part never imports a higher one:
reference, journal, parties, access, evidence, outcomes, codes, intake.
"""
