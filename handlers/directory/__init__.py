"""/directory, and the same as an inline query: who takes part. Never how to reach them."""
