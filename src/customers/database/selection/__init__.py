"""Which customers a statement is about, and pages of them."""
