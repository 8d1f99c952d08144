"""Tests of the pure rules: no database, no program, no files."""
