"""/today: what is on now, next and later, and one pinned message that keeps itself current."""
