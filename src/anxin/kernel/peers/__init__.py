"""Peers: two platforms that hold the same set, tell each other of every change, and prove that they are equal."""
