"""Sends what the outbox holds: in order, paced, losing nothing."""
