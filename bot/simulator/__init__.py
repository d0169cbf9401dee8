"""A local Telegram: for tests, for the demo, for training."""
