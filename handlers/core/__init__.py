"""What every journey in the chat is built on."""
