"""The world in a box: a Bot API look-alike, a feed server, sample stories, the chat page.

world.py opens it; bot_api.py and methods.py answer the bot, chats.py keeps what was said, markup.py and keyboards.py
refuse what Telegram refuses; feed_server.py and library.py bring the stories of stories/; chat_page.py serves page/.
Imports nothing of the bot and speaks to it over sockets only. To add a sample story: one file in stories/.
"""
