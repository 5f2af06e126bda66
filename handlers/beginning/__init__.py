"""An owner begins a mission in the chat: five questions, then a look at all of it."""
