"""The killable child process: takes jobs by dotted name, limits time and memory, is respawned.

May import ports, model, errors; knows no job, so that what runs in it is named by its callers.
"""
