"""The programme: its days, a session, signing up and leaving, places that become free; at the desk, its organisers'."""
