"""What a run changed, and how it is written back."""
