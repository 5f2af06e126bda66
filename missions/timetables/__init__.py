"""The timetable of a mission: drafted in the background from what is wished, looked at, published, and mended."""
