"""Settings of the property tests."""

from hypothesis import settings

# The first example of a rule may load a library, and a busy machine may pause any of them.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")
