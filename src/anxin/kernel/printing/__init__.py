"""Printing: squares, cards and sheets of cards, on paper with equal force; and runs that print an agency's."""
