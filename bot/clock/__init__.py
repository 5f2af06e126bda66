"""Ticks, and does what is due."""
