"""Announcements, from the desk: whom for, in which words, a look before they go, and what became of them."""
