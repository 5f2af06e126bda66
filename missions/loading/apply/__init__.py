"""Applies a plan to the tables."""
