"""/quiet: a person asks for fewer messages; and the list of what waited for the evening."""
