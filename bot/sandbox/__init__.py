"""The world in a box: a Bot API look-alike, a feed server, sample stories, the chat page.

Imports nothing of the bot and speaks to it over sockets only.
"""
