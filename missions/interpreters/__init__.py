"""Interpreters as people in the chat: their link, what changes for them, their brief, and when they cannot come."""
