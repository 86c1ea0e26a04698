"""The way out: render (all wording, escaping, length; pure), lanes (flood limits), send (Telegram's answers).

May import ports, model, errors; the messenger's library in send only.
"""
