"""The commands, one group a file: parse the options, call a service, show its result."""
