"""Spreadsheets of a mission: read and understood, looked at before anything is written, written whole."""
