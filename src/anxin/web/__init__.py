"""The doors people use: console, phone pages and API, and the design they share."""
