"""Answers people's own programs over HTTP: the same use cases as in the chat, the same rules of who may."""
