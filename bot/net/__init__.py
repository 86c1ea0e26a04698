"""The guarded door to the internet: resolve once, refuse what may not be reached, limit, redirect by hand.

May import ports, model, errors; the HTTP client (aiohttp) lives here only.
"""
