"""The steps from one schema to the next; `customers db upgrade` runs them."""
