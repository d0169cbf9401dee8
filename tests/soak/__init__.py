"""Crash-proof: the real processes, killed again and again, and a complete history of what became of it."""
