"""Commands with modules of their own; bot.__main__ names them all."""
