"""All wording, escaping and length of what a person sees; pure. Nothing else makes markup.

May import model and errors only. One file a screen; text.py has escaping, cutting and UTF-16 counting.
"""
