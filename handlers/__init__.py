"""The conversation: one module a journey that a person takes in the chat."""
