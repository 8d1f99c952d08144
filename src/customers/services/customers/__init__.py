"""Single customers: profile, addresses, tags, life cycle."""
