"""Meetings: requests and answers, their states, seats and reminders."""
