"""Pictures drawn for the chat."""
