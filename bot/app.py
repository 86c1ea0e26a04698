"""Composition root: the only module that knows everybody."""
