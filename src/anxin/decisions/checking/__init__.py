"""What is wrong with a table though it can be read, and what would change its outcome."""
