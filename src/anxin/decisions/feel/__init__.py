"""FEEL, the expression language of DMN: text to syntax tree, values, evaluation."""
