"""Other engines, each with the same tables written its own way."""
