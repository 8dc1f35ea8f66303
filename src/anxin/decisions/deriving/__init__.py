"""From records of evidence to an outcome, and back: whoever holds an outcome's derivation can compute it again."""
