"""Words that were typed where nothing waited for them: kept in the conversation until a button looks for them."""

WORDS = "words"
"""Where the conversation's data keep them."""
SEARCH = "search"
"""How buttons call the list of what is found for them."""
