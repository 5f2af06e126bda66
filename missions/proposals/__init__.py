"""Making everybody's lists of proposals, and answering searches: what a process of its own does, beside the chat.

What it needs of the processor would make the others wait for their taps. It reads the tables, and writes lists,
vectors and what was found back to them: `work.look` does all that there is to do.
"""
