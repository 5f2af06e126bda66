"""The timetable in the chat: organisers make, look at, publish and mend it; delegates accept or decline what it set."""
