"""A mission that an owner begins in the chat, without a file."""
