"""Finding a firm among ten million, beside the ways others find one, and the light beside public outcomes."""
