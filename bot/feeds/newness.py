"""Which entries of a poll are new or revised; pure."""
