"""The time that every process of an installation goes by, and the rules of its time zones."""
