import json
from pathlib import Path

from tests.cli.conftest import Run, Web, config, rss

KEYS = {"url", "name", "state", "format", "entries", "first_title", "newest", "moved_to", "error", "seconds"}


def test_each_feed_has_one_line_in_the_order_configured_with_its_state(
    run: Run, tmp_path: Path, web: Web
) -> None:
    good = web.put("/good.xml", rss("Tom &amp; Ana freed", "Second"))
    empty = web.put("/empty.xml", rss())
    page = web.put("/page", "<html><body>Hello</body></html>", type_="text/html")
    gone = web.put("/gone.xml", "", status=410)
    forbidden = web.put("/no.xml", "", status=403)
    failing = web.put("/down.xml", "", status=503)
    moved = web.put("/old.xml", "", status=301, Location="/good.xml")
    refused = "http://10.0.0.1/feed"
    urls = (good, empty, page, gone, forbidden, failing, moved, refused)
    config(tmp_path, web, *urls)
    ran = run("check", "--json")
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["url"] for line in told] == list(urls)
    assert [line["state"] for line in told] == [
        "ok", "empty", "not-a-feed", "gone", "forbidden", "unreachable", "moved", "refused",
    ]  # fmt: skip
    assert all(set(line) == KEYS for line in told)
    first = told[0]
    assert (first["entries"], first["first_title"], first["name"]) == (
        2,
        "Tom & Ana freed",
        "The Harbour Post",
    )
    assert first["newest"] == "2026-11-17T06:41:00+00:00"
    assert told[6]["moved_to"] == good
    assert told[6]["entries"] == 2
    assert told[5]["error"]
    assert ran.status == 1


def test_the_status_is_0_when_every_feed_is_well_empty_or_moved_and_read(
    run: Run, tmp_path: Path, web: Web
) -> None:
    good = web.put("/good.xml", rss("One"))
    config(
        tmp_path,
        web,
        good,
        web.put("/empty.xml", rss()),
        web.put("/old.xml", "", status=308, Location="/good.xml"),
    )
    assert run("check", "--json").status == 0


def test_only_the_feeds_named_are_tried(run: Run, tmp_path: Path, web: Web) -> None:
    config(tmp_path, web, web.put("/a.xml", rss("One")))
    other = web.put("/b.xml", rss("Two"))
    (line,) = run("check", "--json", "--feed", other).out.splitlines()
    assert json.loads(line)["first_title"] == "Two"


def test_the_table_fits_eighty_columns_and_says_what_is_wrong(run: Run, tmp_path: Path, web: Web) -> None:
    config(tmp_path, web, web.put("/a.xml", rss("One")), web.put("/gone.xml", "", status=410))
    ran = run("check")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "gone" in ran.out
    assert "1 of 2 feeds are well." in ran.out
    assert ran.status == 1


def test_a_mistake_in_a_topic_of_ones_own_is_named_with_its_file(run: Run, tmp_path: Path, web: Web) -> None:
    (tmp_path / "topics" / "rivers").mkdir(parents=True)
    (tmp_path / "topics" / "rivers" / "en.toml").write_text('title = "Rivers"\nterms = 3\n', encoding="utf-8")
    config(tmp_path, web, web.put("/a.xml", rss("One")), more='[topics]\nfolder = "topics"\n')
    ran = run("check")
    assert ran.status == 1
    assert "rivers/en.toml" in ran.err.replace("\n", "")
    assert "remedy:" in ran.err


def test_a_feed_that_is_no_address_is_wrong_usage(run: Run, tmp_path: Path, web: Web) -> None:
    config(tmp_path, web)
    ran = run("check", "--feed", "http://[::1")
    assert ran.status == 2
    assert "http://[::1" in ran.err


def test_names_and_keys_in_brackets_are_shown_as_they_are(run: Run, tmp_path: Path, web: Web) -> None:
    config(tmp_path, web)
    assert "add [[feeds]] with url" in run("check").out
    file = config(tmp_path, web, web.put("/gone.xml", "", status=410))
    file.write_text(file.read_text() + 'name = "[/oops]"\n', encoding="utf-8")
    assert "[/oops]" in run("check").out
    told = run("preview")
    assert told.status == 0
    assert "[/oops]: brought nothing" in told.err
