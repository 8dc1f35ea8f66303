"""Zones: areas drawn for a time, in which whoever stays there then has evidence of it, and nobody else."""
