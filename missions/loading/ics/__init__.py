"""Reads sessions from iCalendar files (RFC 5545)."""
