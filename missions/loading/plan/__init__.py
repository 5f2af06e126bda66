"""A mission as plain values, whatever they were read from."""
