"""`watchword run --sandbox`: what a newcomer meets first."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.browser import Page, find_browser, open_page
from tests.journeys.program import CHECKOUT, Program

pytestmark = pytest.mark.journey

SHOTS = CHECKOUT / "tests" / "shots"


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Program]:
    """Started in an empty folder; its temporary files would lie in `temporary` beside it."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    program = Program(home, None, "run", "--sandbox", "--no-browser", environment={"TMPDIR": str(temporary)})
    yield program
    await program.end()


def _address(line: str) -> str:
    assert line.startswith("chat page: http://127.0.0.1:")
    return line.removeprefix("chat page: ")


async def test_the_sandbox_says_where_its_page_is_and_leaves_nothing_behind(
    sandbox: Program, tmp_path: Path
) -> None:
    await sandbox.start()
    address = _address(await sandbox.until_says("chat page:", sandbox.stdout))
    async with aiohttp.ClientSession() as http, http.get(address) as page:
        assert page.status == 200
    await sandbox.until_says("ready", sandbox.stderr)
    assert await sandbox.stop(signal.SIGINT) == 0
    assert sum(line.startswith("chat page:") for line in sandbox.stdout) == 1
    assert not any("Traceback" in line for line in sandbox.stderr)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list(sandbox.folder.iterdir()) == []
    with pytest.raises(aiohttp.ClientConnectionError):
        async with aiohttp.ClientSession() as http, http.get(address):
            pass


async def test_without_a_configuration_run_is_the_sandbox_and_says_so(sandbox: Program) -> None:
    sandbox.arguments = ("run", "--no-browser")
    await sandbox.start()
    await sandbox.until_says("chat page:", sandbox.stdout)
    assert "sandbox" in sandbox.stdout[0]
    assert await sandbox.stop(signal.SIGINT) == 0


async def test_a_port_that_is_taken_is_said_with_a_remedy(sandbox: Program, tmp_path: Path) -> None:
    await sandbox.start()
    address = _address(await sandbox.until_says("chat page:", sandbox.stdout))
    port = address.rstrip("/").rsplit(":", 1)[1]
    second = Program(sandbox.folder, None, "run", "--sandbox", "--no-browser", "--port", port)
    await second.start()
    assert await second.ended() == 2
    assert not any("Traceback" in line for line in second.stderr), second.stderr
    assert any("remedy" in line for line in second.stderr)


_ALERT = "[...document.querySelectorAll('li.bot')].find(m => m.innerText.includes('Palefox') && m.querySelector('blockquote'))"


def _key(label: str) -> str:
    return f"[...document.querySelectorAll('.key')].findLast(k => k.textContent.includes('{label}'))"


async def _type(page: Page, text: str) -> None:
    await page.run(
        f"(() => {{ document.getElementById('text').value = {text!r};"
        " document.getElementById('form').requestSubmit() })()"
    )


@pytest.mark.skipif(
    find_browser() is None, reason="no Chromium here; apt install chromium to try the chat page"
)
async def test_in_the_chat_page_one_can_subscribe_see_a_story_arrive_and_search(sandbox: Program) -> None:
    await sandbox.start()
    address = _address(await sandbox.until_says("chat page:", sandbox.stdout))
    async with open_page(390, 844) as page:
        await page.open(address)
        await page.until("document.querySelector('.empty button')")
        await page.run("document.querySelector('.empty button').click()")
        await page.until(_key("Start"))
        await page.shot(SHOTS / "welcome.png")
        await page.run(f"{_key('Start')}.click()")
        await page.until("document.body.innerText.includes('Done:')")
        await page.until(_ALERT, seconds=20)
        await page.run(f"{_ALERT}.scrollIntoView({{block: 'start'}})")
        await page.shot(SHOTS / "alert.png")
        link = await page.run(f"{_ALERT}.querySelector('a').href")
        assert link.endswith("/harbour-post/palefox")
        assert await page.run(f"{_ALERT}.querySelectorAll('blockquote').length") >= 1
        await page.run(
            f"[...{_ALERT}.querySelectorAll('.key')].find(k => k.textContent.includes('⋯')).click()"
        )
        await page.until(f"{_ALERT}.innerText.includes('Why this')")
        await page.run(
            f"[...{_ALERT}.querySelectorAll('.key')].find(k => k.textContent.includes('Why this')).click()"
        )
        await page.until("document.body.innerText.includes('Why this alert')")
        await page.shot(SHOTS / "why.png")
        await _type(page, "/latest")
        await page.until("document.body.innerText.includes('Latest on')")
        await page.shot(SHOTS / "latest.png")
        await _type(page, "/search stadium")
        await page.until("document.body.innerText.includes('stadium · ')")
        await page.shot(SHOTS / "search.png")
        await page.size(1200, 800)
        await page.shot(SHOTS / "desktop.png")
        assert page.problems == []
    assert not any("Traceback" in line for line in sandbox.stderr)
    assert await sandbox.stop(signal.SIGINT) == 0
