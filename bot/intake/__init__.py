"""Takes updates from Telegram: each once, acknowledged after its commit."""
