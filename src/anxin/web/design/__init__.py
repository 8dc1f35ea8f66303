"""What every page shares: tokens, shapes, base templates, refusals, language and elder view."""
