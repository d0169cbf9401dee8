"""The witness side: pure rules."""
