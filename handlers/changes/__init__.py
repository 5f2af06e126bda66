"""Changes by organisers, step by step: what moves, where to, a dry run, and who has seen it."""
