"""Runs of writing commands: lists of them, and what each changed."""
