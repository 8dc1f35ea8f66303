"""Photos and files that come with a request: made harmless, sealed on disk, handed out with a line in the journal.

Who may add or see one is for the part that owns the request to say; there are no routes here.
"""
