"""Freed places in the chat."""
