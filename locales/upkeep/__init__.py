"""Keeping the catalogues complete: what the code says, what the languages have, and what is wrong between them."""
