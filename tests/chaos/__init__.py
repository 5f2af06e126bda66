"""The long run: hours of a mission in half an hour, with everything going wrong, and the books balanced at the end.

`make chaos` runs it on both engines (MINUTES=30); see docs/faults.md for what it found.
"""
