"""How a function becomes a command."""
