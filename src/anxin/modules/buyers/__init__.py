"""Firms abroad: found by the name on an order, judged by public tables, with what is not known said."""
