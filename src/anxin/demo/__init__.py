"""The demonstration: an invented Wenzhou home-service city of October 2021.

Every person, agency, number and date in it is made by a seeded random generator. Only its *shape* (how many
files, how many agencies, how many complete workers) follows the figures Wenzhou published in 2021. Nothing in the
files says what colour anybody has: they hold evidence, and the rule set decides.
"""
