"""Laws that must hold whatever the data: on both databases, through the program."""
