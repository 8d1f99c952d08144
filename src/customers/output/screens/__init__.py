"""Results laid out for a terminal by Rich: a customer, pairs of customers, merges, runs and changes."""
