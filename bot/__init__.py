"""Watches feeds, tells stories, alerts chats; knows neither neighbour (handlers, storage).

Its rooms stand in the order a story walks: feeds become stories, stories become alerts, alerts become messages.
Only app.py knows everybody. Who may import whom is law in pyproject.toml (import-linter).
"""
