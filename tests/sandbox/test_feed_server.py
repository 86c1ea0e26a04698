"""The sample outlets."""

import asyncio
import io
from html import escape

import aiohttp
import feedparser
import pytest

from bot.sandbox.chats import PERSON
from bot.sandbox.library import read_samples
from bot.sandbox.world import World


async def _entries(http: aiohttp.ClientSession, url: str) -> list[dict[str, str]]:
    async with http.get(url) as answer:
        body = await answer.read()
    parse = getattr(feedparser, "parse")  # noqa: B009 - the one door of the bot is not the sandbox's
    read = parse(io.BytesIO(body))
    assert not read.bozo, read.get("bozo_exception")
    return list(read.entries)


async def test_every_feed_is_well_formed_and_each_entry_leads_to_its_page(
    world: World, http: aiohttp.ClientSession
) -> None:
    while world.feeds.bring_next():
        pass
    titles = []
    for url in world.feed_urls:
        for entry in await _entries(http, url):
            titles.append(entry["title"])
            async with http.get(entry["link"]) as page:
                assert page.status == 200
                assert escape(entry["title"]) in await page.text()
    assert sorted(titles) == sorted(sample.title for sample in read_samples())


async def test_a_feed_that_did_not_change_answers_304(world: World, http: aiohttp.ClientSession) -> None:
    async with http.get(world.feed_urls[0]) as first:
        tag = first.headers["ETag"]
    async with http.get(world.feed_urls[0], headers={"If-None-Match": tag}) as second:
        assert second.status == 304


async def test_nothing_new_comes_until_somebody_subscribes_and_then_story_after_story(world: World) -> None:
    world.chats.say(PERSON, PERSON, "/latest")
    await asyncio.sleep(0.5)
    assert world.feeds.brought[0] == 0
    world.chats.say(PERSON, PERSON, "/subscribe")
    await asyncio.sleep(0.8)
    assert world.feeds.brought[0] >= 2


async def test_a_page_of_a_story_that_is_not_out_yet_is_not_found(
    world: World, http: aiohttp.ClientSession
) -> None:
    address = world.feed_urls[0].replace("feed.xml", "palefox")
    async with http.get(address) as early:
        assert early.status == 404
    assert world.feeds.bring_next()
    async with http.get(address) as page:
        assert page.status == 200


@pytest.mark.parametrize(
    "sample", [s for s in read_samples() if s.outlet == "wikinews"], ids=lambda s: s.slug
)
async def test_a_text_of_others_names_its_source_and_licence_on_its_page(
    world: World, http: aiohttp.ClientSession, sample: object
) -> None:
    while world.feeds.bring_next():
        pass
    async with http.get(f"{world.feeds.base}/wikinews/{sample.slug}") as answer:  # type: ignore[attr-defined]
        page = await answer.text()
    assert "https://en.wikinews.org/wiki/" in page
    assert "CC BY 2.5" in page


def test_every_sample_either_names_its_source_or_says_that_it_is_invented() -> None:
    for sample in read_samples():
        assert (sample.outlet == "wikinews") == bool(sample.url and sample.licence)
        assert len(sample.paragraphs) >= 3
