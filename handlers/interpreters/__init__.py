"""What interpreters have in the chat, and what the desk has when one of them is late or ill."""
