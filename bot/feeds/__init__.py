"""Bytes become entries: document (what it is), formats/, delta (only what changed), newness (which are new or revised),
pace (when to come back), discover (which feeds a page names). `read` is the job that runs all of it in the child.

May import model and errors, and reading where it runs in the child (formats, newness and pace are pure).
A new feed type: one file in formats/, one row in document.FORMATS.
"""
