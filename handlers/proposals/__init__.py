"""/people: whom to meet, and why."""
