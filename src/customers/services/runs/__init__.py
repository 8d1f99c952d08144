"""Runs of writing commands: lists of them, what each changed, and how one is taken back."""
