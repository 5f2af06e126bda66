"""Tables, engine, unit of work and migrations. Knows neither Telegram nor the rules of a mission."""
