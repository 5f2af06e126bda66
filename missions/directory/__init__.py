"""The directory, the roster and the figures of a mission."""
