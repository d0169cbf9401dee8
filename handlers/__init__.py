"""Telegram on one side, storage on the other."""
