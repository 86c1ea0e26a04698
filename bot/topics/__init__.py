"""Data: topics/<name>/<language>.toml, with sentences that must and must not match; load.py reads them.

A new topic or language is a folder or file, no code. May import model and errors only.
"""
