"""Rules, questionnaires, the local Telegram, and the start-up."""
