"""Bytes become entries: formats/, newness (which are new or revised), pace (when to come back).

May import model and errors only (formats, newness and pace are pure). A new feed type: one file in formats/, one row.
"""
