"""Measures speed, memory and size against peers in the same run: `make bench`. Not collected by pytest."""
