"""TinyDB as write-ahead log and checkpoint: a checksummed journal beside plain TinyDB JSON files.

tinydb lives here only. Stock TinyDB opens the files at any moment and sees the last checkpoint.
"""
