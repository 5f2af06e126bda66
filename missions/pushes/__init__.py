"""What is said at once, what waits for the end of a quiet time, and what stands in the evening digest."""
