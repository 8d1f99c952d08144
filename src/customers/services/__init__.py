"""What the program does, one folder a capability."""
