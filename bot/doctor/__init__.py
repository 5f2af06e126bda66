"""wasl doctor: is everything as it has to be, and what is to be done where it is not."""
