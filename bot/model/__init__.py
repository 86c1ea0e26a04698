"""The nouns, in the order a story meets them: frozen, no I/O, no clock, no chance.

feed → entry → article → interest → story → subscription → alert → message; conversation holds what is said in a chat.
May import: nothing of ours. To add one: put it in the file of its subject; one word for one thing.
"""
