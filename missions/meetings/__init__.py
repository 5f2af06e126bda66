"""Meetings: who may do what with one when, and the seats that nobody gets twice."""
