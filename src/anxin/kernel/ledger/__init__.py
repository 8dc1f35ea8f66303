"""Accounts of what is conserved: money, seats, parcels, rooms, goods. Every posting balances; nothing is edited."""
