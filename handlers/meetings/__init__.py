"""Agreeing on a meeting in the chat: ask, answer, move, cancel; /requests and /agenda."""
