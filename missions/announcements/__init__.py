"""Announcements: organisers to many, each reader in a language they read, sent now or later, and what became of it."""
