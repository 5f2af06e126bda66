"""The rules of a trade mission. Knows no Telegram."""
