"""LINE 1, the way in: bytes become entries, stories and alerts, written down in one piece.

claim → fetch → read → find news → read articles → tell   read
same story? → route alerts → pace                         decide, inside the write
record                                                    write
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.alerts.route import route_alerts
from bot.articles.read import READ_ARTICLE
from bot.clock import lasting
from bot.feeds.newness import find_news
from bot.feeds.pace import moved_for_good, pace_feed
from bot.feeds.read import READ_FEED
from bot.model.entry import Article, Entry, FeedRead, News, NotTold, ReadFailed, TextFrom, article_of
from bot.model.feed import FeedState, Fetched, FetchFailed, FetchOutcome, FetchProblem, NotModified
from bot.model.ids import StoryId
from bot.model.interest import Interests, Topic
from bot.model.poll import Look, Poll, Recorded, Superseded, TellingNote, Told
from bot.model.story import Story
from bot.ports import Clock, DueFeed, Fetcher, Reader, Store
from bot.stories.match import Matcher, compile_interests, may_interest
from bot.stories.match_language import language_by_letters
from bot.stories.place import place_stories
from bot.stories.same import LOOK_BACK, Recent
from bot.stories.tell import tell_story

log = logging.getLogger(__name__)

#: A poll that takes longer than this has lost its claim.
LEASE = timedelta(minutes=5)
#: A page that holds less than this share of the feed's own summary is a wall or a notice, not the article.
SHORT_PAGE = 0.8
#: Pages of one poll read at the same time.
PAGES = 4


@dataclass(frozen=True, slots=True)
class Pace:
    floor: timedelta
    ceiling: timedelta


class Articles:
    """Reads what an entry or an address points to: through the guarded door, in the child."""

    def __init__(self, fetcher: Fetcher, reader: Reader) -> None:
        self._fetcher, self._reader = fetcher, reader

    async def of_entry(self, entry: Entry, feed: FeedState, matcher: Matcher) -> Article:
        """The article as the feed carries it, or its page where that is a teaser that may interest somebody.

        Its language is what its letters are: feeds often name the language of their template.
        """
        article = await self._of_entry(entry, feed, matcher)
        return replace(
            article, language=language_by_letters(article.language, f"{article.title}\n{article.text}")
        )

    async def _of_entry(self, entry: Entry, feed: FeedState, matcher: Matcher) -> Article:
        own = article_of(entry, feed)
        # A page is asked for only where it may matter to somebody: 50,000 feeds would otherwise be a crawl.
        if own.text_from is not TextFrom.TEASER or entry.link is None:
            return own
        if not may_interest(entry.title, entry.summary, matcher):
            return own
        page = await self.of_page(entry.link)
        if not isinstance(page, Article) or len(page.text) < SHORT_PAGE * len(own.text):
            return own
        return replace(
            own,
            text=page.text,
            author=own.author or page.author,
            language=own.language or page.language,
            published=own.published or page.published,
            text_from=TextFrom.PAGE,
        )

    async def of_page(self, url: str) -> Article | FetchFailed | ReadFailed:
        fetched = await self._fetcher.fetch(url, kind="page")
        match fetched:
            case Fetched(body=body, final_url=final_url, content_type=content_type):
                return await self._reader.read(READ_ARTICLE, body, final_url, content_type)
            case FetchFailed():
                return fetched
            case NotModified():
                return FetchFailed(FetchProblem.BROKEN, "answered 304 to a question without validators")


class Teller:
    """Entries and addresses become stories: the interests, compiled and kept up to date with the store."""

    def __init__(self, topics: Sequence[Topic], store: Store, articles: Articles, clock: Clock) -> None:
        self._topics = tuple(topics)
        self._store, self._articles, self._clock = store, articles, clock
        self._matcher: Matcher | None = None
        self._version = -1

    async def matcher(self) -> Matcher:
        version = self._store.version("subscriptions")
        if self._matcher is None or version != self._version:
            watches = tuple(await self._store.subscriptions.watches())
            self._matcher = compile_interests(Interests(self._topics, watches, version))
            self._version = version
        return self._matcher

    async def tell(self, entry: Entry, feed: FeedState) -> Story | NotTold:
        matcher = await self.matcher()
        article = await self._articles.of_entry(entry, feed, matcher)
        return tell_story(article, matcher, self._clock.now())

    async def tell_page(self, url: str) -> Story | NotTold | FetchFailed | ReadFailed:
        """What the bot makes of a page somebody asks about; nothing is written down."""
        article = await self._articles.of_page(url)
        if not isinstance(article, Article):
            return article
        return tell_story(article, await self.matcher(), self._clock.now(), always=True)


async def read_fetched(fetched: Fetched, url: str, reader: Reader) -> FeedRead | ReadFailed:
    """A feed's document, read in the child; `url` is the feed's own address, wherever it was found."""
    return await reader.read(READ_FEED, fetched.body, url, fetched.content_type, fetched.final_url)


async def try_feed(url: str, fetcher: Fetcher, reader: Reader) -> FeedRead | FetchFailed | ReadFailed:
    """A feed as its first poll would find it; nothing is written down."""
    match await fetcher.fetch(url):
        case Fetched() as fetched:
            return await read_fetched(fetched, url, reader)
        case FetchFailed() as failed:
            return failed
        case NotModified():
            return FetchFailed(FetchProblem.BROKEN, "answered 304 to a question without validators")


class Poller:
    """One bounded turn is `poll_due`; who calls it and when is the schedule's."""

    def __init__(
        self, store: Store, fetcher: Fetcher, reader: Reader, clock: Clock, teller: Teller, pace: Pace
    ) -> None:
        self._store, self._fetcher, self._reader, self._clock = store, fetcher, reader, clock
        self._teller, self._pace = teller, pace
        self._recent, self._recent_version = Recent(), 0

    async def warm_up(self) -> None:
        """Take in the stories of the last days before the first poll must know them inside its write."""
        async for story in await self._store.stories.since(self._clock.now() - LOOK_BACK):
            self._recent.add(story)
            self._recent_version = max(self._recent_version, story.changed_seq)
            await asyncio.sleep(0)

    async def poll_due(self, n: int) -> int:
        """Poll at most n feeds that are due; how many there were."""
        due = await self._store.feeds.claim_due(self._clock.now(), n, lasting(self._clock, LEASE))
        await asyncio.gather(*(self._poll(feed) for feed in due))
        return len(due)

    async def _poll(self, due: DueFeed) -> None:
        try:
            await self._poll_feed(due)
        except Exception:
            # A fault of ours over one feed must not stop the others; the claim runs out and it is asked again.
            log.exception("feed failed", extra={"feed": due.state.source.url})

    async def _poll_feed(self, due: DueFeed) -> None:
        state = due.state
        outcome = await self._fetcher.fetch(moved_for_good(state) or state.source.url, state.validators)
        read = await self._read(outcome, state)
        news = News((), ())
        if isinstance(read, FeedRead):
            news = find_news(state, read.entries)
            # On its first poll a feed's own name and language are known from here on.
            state = replace(state, title=read.title or state.title, language=read.language or state.language)
        told = await self._tell(news, state)
        recorded = await self._store.record(
            due.claim, lambda look: self._decide(look, outcome, read, news, told), self._clock.now()
        )
        match recorded:
            case Recorded(poll=poll):
                self._log(poll, news)
            case Superseded():
                # What was decided did not come true: forget it.
                self._recent, self._recent_version = Recent(), 0

    async def _read(self, outcome: FetchOutcome, state: FeedState) -> FeedRead | ReadFailed | None:
        match outcome:
            case Fetched() as fetched:
                return await read_fetched(fetched, state.source.url, self._reader)
            case _:
                return None

    async def _tell(self, news: News, state: FeedState) -> list[Told]:
        gate = asyncio.Semaphore(PAGES)

        async def tell(entry: Entry, revised: bool) -> Told:
            async with gate:
                return Told(entry, await self._teller.tell(entry, state), revised)

        return await asyncio.gather(
            *(tell(entry, False) for entry in news.new), *(tell(entry, True) for entry in news.revised)
        )

    def _log(self, poll: Poll, news: News) -> None:
        facts = {"feed": poll.state.source.url, "new": len(news.new), "stories": len(poll.stories)}
        if poll.state.error:
            log.warning("feed brought nothing: %s", poll.state.error, extra=facts)
        elif news.new or news.revised:
            log.info("feed read", extra=facts | {"alerts": len(poll.alerts)})

    def _decide(
        self,
        look: Look,
        outcome: FetchOutcome,
        read: FeedRead | ReadFailed | None,
        news: News,
        told: Sequence[Told],
    ) -> Poll:
        now = self._clock.now()
        self._recent_version, changed = look.changes(self._recent_version)
        self._recent.sync(changed, now)
        quiet = look.state.first_read_at is None
        tellings = [replace(one.telling, quiet=quiet) for one in told if isinstance(one.telling, Story)]
        stories, went = place_stories(tellings, look.story, self._recent, now)
        return Poll(
            state=pace_feed(
                look.state,
                read if isinstance(read, ReadFailed) else outcome,
                read if isinstance(read, FeedRead) else None,
                len(news.new),
                now,
                floor=self._pace.floor,
                ceiling=self._pace.ceiling,
            ),
            entries=notes_of(told, went),
            stories=tuple(stories.values()),
            alerts=route_alerts(tuple(stories.values()), look, now),
            keys=news.keys,
        )


def notes_of(told: Sequence[Told], went: Sequence[StoryId]) -> tuple[TellingNote, ...]:
    """What is kept of each entry for 30 days: the story it went into, or why it is in none."""
    stories = iter(went)
    return tuple(
        TellingNote(one.entry, None, one.telling)
        if isinstance(one.telling, NotTold)
        else TellingNote(one.entry, next(stories))
        for one in told
    )
