"""What a run changed of each customer, and how that goes back."""
