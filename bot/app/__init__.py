"""Composition root: the only package that knows everybody (bot's rooms, handlers, storage); imported by cli alone.

run.py is the bot; telegrams.py its way to Telegram; parts.py opens what single commands need.
"""
