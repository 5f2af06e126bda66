"""Spreadsheets from the desk: templates to fill in, and the mission as it is."""
