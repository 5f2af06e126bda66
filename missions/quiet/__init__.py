"""When a phone should not ring: quiet hours of a mission and of a person, prayers, iftar."""
