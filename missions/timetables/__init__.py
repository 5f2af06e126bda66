"""The timetable of a mission: drafted by a worker from the wishes, reviewed, published, and mended."""
