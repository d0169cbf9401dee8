"""The staff side: pure rules."""
