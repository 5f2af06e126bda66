"""A person's day: what is in it, what comes next, and what is free."""
