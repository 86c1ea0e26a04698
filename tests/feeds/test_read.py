"""A document becomes entries: all formats, plain text, links that can be opened, and never an exception."""

import gzip
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.read import READ_FEED, read_feed
from bot.feeds.whole import sort_texts
from bot.model.entry import Entry, FeedRead, ReadFailed
from bot.model.feed import FetchProblem
from bot.reading.child import ReadingChild

FIXTURES = Path(__file__).parent / "fixtures"
URL = "https://harbour.example/feed.xml"


def read(name: str, url: str = URL) -> FeedRead:
    return whole((FIXTURES / name).read_bytes(), url)


def whole(body: bytes | str, url: str = URL, content_type: str | None = None) -> FeedRead:
    found = read_feed(body.encode() if isinstance(body, str) else body, url, content_type)
    assert isinstance(found, FeedRead), found
    return found


def failed(body: bytes | str, content_type: str | None = None) -> ReadFailed:
    found = read_feed(body.encode() if isinstance(body, str) else body, URL, content_type)
    assert isinstance(found, ReadFailed), found
    return found


def rss(*items: str, head: str = "", declaration: str = "") -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f"{declaration}<rss version='2.0'><channel><title>T</title>{head}{entries}</channel></rss>"


def only(body: bytes | str) -> Entry:
    (entry,) = whole(body).entries
    return entry


def test_an_rss_feed_is_read_with_all_it_says() -> None:
    found = read("rss20.xml")
    assert (found.format, found.title, found.language) == ("rss20", "Harbour Rights Monitor", "en")
    assert (found.wait, found.broken) == (timedelta(minutes=30), None)
    first = found.entries[0]
    assert first.title == "Court bars “face scans” at the ferry gates"
    assert first.link == "https://harbour.example/2026/05/ferry-gates?utm_source=rss"
    assert (first.guid, first.author) == ("harbour-1042", "Ana Ruiz")
    assert first.published == datetime(2026, 5, 5, 8, tzinfo=UTC)
    assert first.categories == ("Biometrics", "Courts")
    assert first.summary == "The judges found no law for it.\nThe operator may appeal …"


def test_a_link_that_is_none_and_a_date_that_is_none_are_left_out() -> None:
    last = read("rss20.xml").entries[2]
    assert (last.link, last.published) == (None, None)


def test_an_atom_feed_is_read_with_all_it_says() -> None:
    found = read("atom10.xml", "https://vigie.example/blog/atom.xml")
    (entry,) = found.entries
    assert (found.format, found.title, found.language) == ("atom10", "Vigie numérique", "fr")
    assert entry.title == "La loi R&D & fichage"
    assert entry.link == "https://vigie.example/blog/loi-rd"
    assert (entry.guid, entry.author) == ("tag:vigie.example,2026:loi-rd", "Léa Petit")
    assert entry.published == datetime(2026, 5, 5, 7, tzinfo=UTC)
    assert entry.updated == datetime(2026, 5, 5, 10, tzinfo=UTC)
    assert "Elle a dit “non”." in entry.summary


def test_an_rdf_feed_is_read() -> None:
    found = read("rdf10.xml", "https://archiv.example/rdf")
    assert (found.format, found.language, found.wait) == ("rss10", "de", timedelta(minutes=30))
    assert [entry.title for entry in found.entries] == ["Polizei löscht Datei", "Gericht rügt Abhörung"]
    assert found.entries[0].link == "https://archiv.example/eins"


def test_an_old_rss_feed_with_its_doctype_is_read() -> None:
    (entry,) = read("rss091.xml").entries
    assert (entry.title, entry.link) == ("Wiretap law struck down", "https://old.example/wiretap")


def test_a_json_feed_is_read() -> None:
    found = read("feed.json", "https://open.example/feed.json")
    first, second = found.entries
    assert (found.format, found.title, found.language) == ("json11", "Open Harbour", "en")
    assert (first.link, first.author) == ("https://open.example/notes/77", "Li Wei, Tom Orr")
    assert first.summary == "First.\nThe minister said: “It ends today.”"
    assert first.published == datetime(2026, 5, 5, 14, tzinfo=UTC)
    assert first.categories == ("borders",)
    assert (second.guid, second.link) == ("78", "https://elsewhere.example/a")
    assert (second.title, second.summary) == ("Only text here.", "Only text here.\nTwo paragraphs.")


def test_the_bot_itself_does_not_load_what_reading_needs() -> None:
    names = "'feedparser', 'lxml', 'trafilatura', 'charset_normalizer'"
    jobs = "bot.feeds.read, bot.feeds.discover, bot.feeds.newness, bot.feeds.pace, bot.articles.read, bot.reading.child"
    check = (
        f"import sys, {jobs}; sys.exit(', '.join(name for name in [{names}] if name in sys.modules) or None)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


async def test_a_feed_is_read_in_the_child_as_here() -> None:
    body = (FIXTURES / "rss20.xml").read_bytes()
    async with ReadingChild(["bot.feeds.read"]) as child:
        assert await child.read(READ_FEED, body, URL, None) == read("rss20.xml")


# ── what is no feed ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "problem"),
    [("", "broken"), ("  \n", "broken"), ("<!doctype html><html><body>Log in</body></html>", "not-a-feed"),
     ("<html><head></head></html>", "not-a-feed"), ('{"error": "no"}', "not-a-feed"), ("{broken", "not-a-feed"),
     ("/etc/passwd", "not-a-feed"), ("http://127.0.0.1/", "not-a-feed"), ("just words", "not-a-feed"),
     ("<?xml version='1.0'?><opml><body/></opml>", "not-a-feed"), (b"\x89PNG\r\n\x1a\n\0\0", "not-a-feed"),
     (b"\xff\xfe", "broken"), ("[" * 100_000, "not-a-feed"), ('{"items":' + "[" * 100_000, "not-a-feed")],
)  # fmt: skip
def test_what_is_no_feed_is_said_to_be_none(body: bytes | str, problem: str) -> None:
    assert failed(body).problem == problem


def test_a_feed_without_entries_is_a_feed() -> None:
    found = whole(rss())
    assert (found.entries, found.broken) == ((), None)


def test_a_document_beyond_every_measure_is_too_large() -> None:
    assert failed(b"<rss>" + b" " * (7 << 20)).problem is FetchProblem.TOO_LARGE


def test_an_element_beyond_every_measure_is_broken() -> None:
    attributes = " ".join(f"a{n}='x'" for n in range(50_000))
    assert failed(rss(f"<title {attributes}>x</title>")).problem is FetchProblem.BROKEN


def test_nesting_beyond_every_measure_is_broken_at_once() -> None:
    depth = 120_000
    assert failed(rss(f"<title>A</title>{'<a>' * depth}{'</a>' * depth}")).problem is FetchProblem.BROKEN


# ── charsets ────────────────────────────────────────────────────────────────────────────────────────────────

RUSSIAN = rss("<title>Слежка за журналистами</title>", "<title>Суд запретил съёмку</title>")


@pytest.mark.parametrize(
    "declared", ["utf-8", "windows-1251", "punycode", "unicode_escape", "zlib", "x-none", "rot13"]
)
def test_a_document_in_utf8_is_read_whatever_it_declares(declared: str) -> None:
    body = f"<?xml version='1.0' encoding='{declared}'?>{RUSSIAN}"
    assert (
        whole(body, content_type=f"text/xml; charset={declared}").entries[0].title == "Слежка за журналистами"
    )


@pytest.mark.parametrize(
    ("declared", "real"),
    [("windows-1251", "cp1251"), ("utf-8", "cp1251"), ("koi8-r", "koi8-r"), ("utf-16", "utf-16"),
     ("utf-8", "utf-16-le"), ("utf-32", "utf-32"), ("utf-8", "utf-8-sig")],
)  # fmt: skip
def test_a_document_in_another_charset_is_read(declared: str, real: str) -> None:
    body = f"<?xml version='1.0' encoding='{declared}'?>{RUSSIAN}".encode(real)
    assert whole(body).entries[0].title == "Слежка за журналистами"


@pytest.mark.parametrize(
    ("declared", "real"), [("Shift_JIS", "cp932"), ("gb2312", "gb18030"), ("euc-jp", "euc_jp")]
)
def test_asian_charsets_are_read(declared: str, real: str) -> None:
    title = "監視カメラ" if "gb" not in real else "监控摄像头的新规定"
    body = f"<?xml version='1.0' encoding='{declared}'?>{rss(f'<title>{title}</title>')}".encode(real)
    assert only(body).title == title


def test_windows_marks_in_a_utf8_document_stay_marks() -> None:
    body = rss("<title>Суд: XНетY</title>").encode().replace(b"X", b"\x93").replace(b"Y", b"\x94")
    assert only(body).title == "Суд: “Нет”"


def test_a_packed_document_without_a_word_about_it_is_unpacked() -> None:
    assert whole(gzip.compress(RUSSIAN.encode())).entries[0].title == "Слежка за журналистами"


# ── broken form ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        f"PHP Warning: <b>oops</b> on line 3\n{rss('<title>A &amp; B</title>')}",
        "\n" * 200_000 + rss("<title>A &amp; B</title>"),
        rss("<title>A & B</title>"),
        rss("<title>A &amp; B&#0;&#x110000;&#-5;</title>"),
        rss("<title>A &amp; B\x08\x00</title>"),
        rss("<title>A &amp; B</title><x:y>undeclared</x:y>"),
        rss("<title><![CDATA[A & B]]></title>"),
        rss("<title>A &amp;amp; B</title>"),
    ],
    ids=["junk", "newlines", "ampersand", "references", "controls", "namespace", "cdata", "twice"],
)
def test_a_small_fault_costs_nothing(body: str) -> None:
    assert only(body).title == "A & B"


def test_a_document_that_breaks_off_gives_no_half_entry() -> None:
    body = rss("<title>One</title>", "<title>Two</title>", "<title>Three is a lo")
    found = whole(body[: body.index("Three") + 8])
    assert [entry.title for entry in found.entries] == ["One", "Two"]
    assert found.broken is not None


def test_a_document_that_breaks_off_between_entries_keeps_them_all() -> None:
    body = rss("<title>One</title>", "<title>Two</title>")
    found = whole(body[: body.index("</channel>")])
    assert [entry.title for entry in found.entries] == ["One", "Two"]


@pytest.mark.parametrize(
    "entity",
    ["<!ENTITY x SYSTEM 'file:///etc/hostname'>", "<!ENTITY x SYSTEM 'http://127.0.0.1:1/'>",
     "<!ENTITY y 'ha'><!ENTITY x '&y;&y;&y;&y;'>"],
)  # fmt: skip
def test_entities_open_nothing(entity: str) -> None:
    hostname = Path("/etc/hostname")
    secret = hostname.read_text(encoding="utf-8").strip() if hostname.exists() else "127.0.0.1"
    found = read_feed(f"<!DOCTYPE rss [{entity}]>{rss('<title>A &x; B</title>')}".encode(), URL, None)
    assert secret not in repr(found)


# ── text ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;Shown", "Shown"),
        ("&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"),
        ("a &lt; b", "a < b"),
        ("Cafe\u0301 \u202eturned\u202c \u200bzero", "Café turned zero"),
        ("two\n   lines", "two lines"),
        ("it\u0092s", "it’s"),
    ],
)
def test_a_headline_is_plain_text_on_one_line(given: str, plain: str) -> None:
    assert only(rss(f"<title>{given}</title>")).title == plain


def test_an_entry_without_a_headline_gets_its_first_words() -> None:
    entry = only(rss(f"<description>{'Police bought data. ' * 20}</description>"))
    assert entry.title.startswith("Police bought data.")
    assert entry.title.endswith("…")
    assert len(entry.title) <= 120


def test_a_headline_without_end_is_cut_at_a_word() -> None:
    assert len(only(rss(f"<title>{'word ' * 200_000}</title>")).title) <= 500


def test_a_whole_article_is_content_and_a_teaser_is_not() -> None:
    paragraph = "The court found that the order had no basis in law and lifted it. " * 6
    article = f"&lt;p&gt;{paragraph}&lt;/p&gt;" * 5
    namespace = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    body = rss(
        f"<title>A</title><description>Short.</description><content:encoded {namespace}>{article}</content:encoded>"
    )
    entry = only(body)
    assert entry.summary == "Short."
    assert entry.content.count("\n") == 4


@pytest.mark.parametrize(
    "end",
    [
        "Continue reading →",
        "[…]",
        "To read this article in full, please click here",
        "Read more here.",
        "Seguir leyendo",
        "…",
    ],
)
def test_a_text_that_breaks_off_is_a_teaser_however_long(end: str) -> None:
    paragraphs = ["The court found that the order had no basis in law and lifted it. " * 6] * 4
    summary, content = sort_texts("", "\n".join([*paragraphs, f"And then the judges went on to say {end}"]))
    assert content == ""
    assert summary.startswith("The court found")
    below = "\n".join([*paragraphs, end, "The post Gates appeared first on Harbour."])
    assert sort_texts("", below)[1] == ""


def test_a_text_that_ends_where_it_ends_is_the_article() -> None:
    text = "\n".join(["The court found that the order had no basis in law and lifted it. " * 6] * 5)
    assert sort_texts("", text) == ("", text)
    assert sort_texts("Short.", f"{text}\nThe post Gates appeared first on Harbour.") == ("Short.", text)
    assert sort_texts(text, "") == ("", text)


def test_what_feed_writers_hang_below_a_text_is_nobodys_words() -> None:
    text = "&lt;p&gt;The text.&lt;/p&gt;&lt;p&gt;The post &lt;a&gt;A&lt;/a&gt; appeared first on B.&lt;/p&gt;"
    assert only(rss(f"<title>A</title><description>{text}</description>")).summary == "The text."


# ── links and identity ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("link", "absolute"),
    [("/a/b", "https://harbour.example/a/b"), ("https://news.example/x", "https://news.example/x"),
     ("//news.example/x", "https://news.example/x"), ("https://news.example/статья", "https://news.example/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F"),
     ("javascript:alert(1)", None), ("tg://resolve?domain=x", None), ("data:text/html,x", None), ("http://[::1", None),
     ("https:\\\\news.example\\x", None), ("https://bank@evil.example/", None), ("file:///etc/passwd", None),
     (" https://news.example/x\n", "https://news.example/x"), ("https://news.example/%20x", "https://news.example/%20x")],
)  # fmt: skip
def test_links_can_be_opened_or_are_none(link: str, absolute: str | None) -> None:
    assert only(rss(f"<title>A</title><link>{link}</link>")).link == absolute


def test_links_are_relative_to_where_the_document_was_found() -> None:
    body = rss("<title>A</title><link>/a</link><guid>7</guid>").encode()
    found = read_feed(body, URL, None, "https://moved.example/x/feed.xml")
    assert isinstance(found, FeedRead)
    (entry,) = found.entries
    assert (entry.feed, entry.link) == (URL, "https://moved.example/a")
    assert entry.id == only(body).id


def test_ids_are_the_same_at_every_poll_and_differ_between_entries_and_feeds() -> None:
    first, again = read("rss20.xml"), read("rss20.xml")
    assert [entry.id for entry in first.entries] == [entry.id for entry in again.entries]
    ids = {entry.id for entry in first.entries} | {
        entry.id for entry in read("rss20.xml", "https://b.example/").entries
    }
    assert len(ids) == 6


def test_entries_that_share_a_guid_have_ids_of_their_own() -> None:
    same = "<guid isPermaLink='false'>same</guid>"
    found = whole(rss(*(f"<title>{n}</title><link>https://a.example/{n}</link>{same}" for n in range(5))))
    assert len({entry.id for entry in found.entries}) == 5


# ── anything at all ─────────────────────────────────────────────────────────────────────────────────────────

SEEDS = [path.read_bytes() for path in sorted(FIXTURES.iterdir())]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_no_damage_makes_reading_raise(seed: bytes, data: st.DataObject) -> None:
    body = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=12))
        if not body:
            break
    found = read_feed(bytes(body), URL, None)
    assert isinstance(found, FeedRead | ReadFailed)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=40)))
def test_no_bytes_make_reading_raise(body: bytes, content_type: str | None) -> None:
    assert isinstance(read_feed(body, URL, content_type), FeedRead | ReadFailed)
