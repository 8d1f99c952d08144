"""Tests of the rules: no database, no program, no files."""
