"""Benchmarks: what they read, and what they say of it."""
