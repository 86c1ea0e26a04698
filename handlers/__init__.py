"""What people can say to the bot: one file a subject, COMMANDS (commands.py) as the one list, gateway.

A handler is `async (Request, Services) -> Reply`, no messenger's types; gateway translates. May import bot's rooms
below app, never storage. A new command: a function and a row in COMMANDS; /help and Telegram's menu follow.
"""
