"""The public benchmark: reading, counting, solving, and the checker that nothing of the solver is used in."""
