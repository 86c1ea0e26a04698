"""A page becomes readable text: what a reader can see, nothing else.

Runs in the reading child (heavy imports inside functions). May import model and errors only.
"""
