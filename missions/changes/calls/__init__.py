"""The organisers' call sheet: one queue of the people who have to be told of a change by telephone."""
