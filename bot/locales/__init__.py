"""What the bot says, by language (gettext). English texts are the keys.

May import model and errors only. A new language: <code>/LC_MESSAGES/watchword.po and its .mo.
"""
