"""What must hold whatever happens: a small version of each trial in the ordinary tests, the whole in `make test-slow`."""
