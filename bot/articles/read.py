"""The job of reading a page, as the bot knows it. What does the work is heavy and is imported in the child only."""

from bot.model.entry import Article, ReadFailed
from bot.ports import Job

#: Arguments: body, address, Content-Type.
READ_ARTICLE: Job[Article | ReadFailed] = Job("bot.articles.read:read_article", seconds=10.0)


def read_article(body: bytes, url: str, content_type: str | None) -> Article | ReadFailed:
    """The article of a page, or why there is none. Runs in the reading child; never raises on bad input."""
    from bot.articles.page import read_page

    return read_page(body, url, content_type)


def preload() -> None:
    """What `read_article` needs, once, in the process that forks reading children."""
    import bot.articles.page  # noqa: F401
