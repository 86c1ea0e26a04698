"""One file a feed type, `read(body, ...) -> FeedRead`, and one row in document.FORMATS.

Pure: no I/O. feedparser lives in rss.py only, behind io.BytesIO.
"""
