"""What stands in chats about things, and whether it is still true."""
