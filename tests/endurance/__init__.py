"""What must hold whatever happens: any sequence of commands, many processes at once."""
