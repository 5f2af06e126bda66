"""The organisers' desk: everything that organisers do, from the same chat."""
