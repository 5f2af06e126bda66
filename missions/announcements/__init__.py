"""Announcements of organisers: audience, texts per language, sending, and the report of deliveries."""
