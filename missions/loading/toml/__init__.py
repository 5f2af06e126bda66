"""Reads the mission file."""
