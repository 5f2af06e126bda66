"""A mission's people and frame from a spreadsheet that an organiser sends."""
