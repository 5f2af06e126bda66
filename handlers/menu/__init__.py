"""The menu, its commands, and the answer to what nobody understood."""
