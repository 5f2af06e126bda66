"""The programme: sessions that many attend, sign-ups with a waiting list, changes of time and place, head counts."""
