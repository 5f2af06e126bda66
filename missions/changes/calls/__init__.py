"""The organisers' call sheet: one queue of the people to call about a change."""
