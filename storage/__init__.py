"""What the bot remembers. open_store (storage/open.py) is the only door; tiny/ is the embedded store.

May import bot's model, ports, errors and pure rooms, never handlers. A new backend: a folder and a row in open.py.
"""
