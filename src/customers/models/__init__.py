"""Plain values that go into the services and come out of them."""
