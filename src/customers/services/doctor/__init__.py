"""Check the stored data against its rules, and repair it."""
