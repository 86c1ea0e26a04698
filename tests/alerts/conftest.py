"""Properties are tried on the same cases each time: a red test must be red for everybody."""

from hypothesis import settings

settings.register_profile("watchword", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("watchword")
