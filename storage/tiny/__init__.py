"""TinyDB as write-ahead log and checkpoint: a checksummed journal beside plain TinyDB JSON files.

From the disk up: folder, sealed, journal, shelf, files; loading and checkpoint; documents and database
(TinyDB's Table and Storage); core (one write at a time); a file for each subject; store. tinydb lives here only.
Stock TinyDB opens the files at any moment and sees the last checkpoint. The search index (archive) is built from the stories, never the truth.
"""
