"""Search queries, searched texts and misspellings."""
