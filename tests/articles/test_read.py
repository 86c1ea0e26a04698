"""A page becomes the text its reader sees: word for word, and nothing that is hidden or foreign."""

import csv
import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.read import READ_ARTICLE, read_article
from bot.model.entry import Article, ReadFailed, TextFrom
from bot.model.feed import FetchProblem
from bot.model.plain import plain_line
from bot.reading.child import ReadingChild

HOSTILE = (
    Path(os.environ.get("WATCHWORD_SHARED", Path(__file__).parents[3] / "shared")) / "data/hostile/badhtml"
)
URL = "https://harbour.example/2026/05/ferry-gates"
FIRST = "The court found on Monday that the face scans at the ferry gates have no basis in the harbour law."
LAST = "The operator of the gates said it would read the ruling before it decides whether to appeal."
CANARY = "CANARY the minister has resigned"


def page(inside: str = "", head: str = "", *, around: str = "") -> str:
    return (
        f"<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><title>Court bars face scans | Harbour</title>{head}"
        f"</head><body><nav><a href='/'>Home</a></nav><main><article><h1>Court bars face scans at the ferry gates</h1>"
        f"<p>{FIRST}</p><p>“Nobody was asked,” said Ana Ruiz, who brought the case for the passengers’ union.</p>"
        f"{inside}<p>{LAST}</p></article></main>{around}<footer>© Harbour Rights Monitor</footer></body></html>"
    )


def read(
    markup: str | bytes, url: str = URL, content_type: str | None = "text/html; charset=utf-8"
) -> Article:
    found = read_article(markup.encode() if isinstance(markup, str) else markup, url, content_type)
    assert isinstance(found, Article), found
    return found


def lines(markup: str) -> list[str]:
    return read(markup).text.split("\n")


def test_an_article_is_its_paragraphs_and_what_the_page_says_of_itself() -> None:
    head = """<meta name="author" content="By Tom Orr"><link rel="canonical" href="https://harbour.example/gates">
        <meta property="article:published_time" content="2026-05-05T10:00:00+02:00">"""
    article = read(page(head=head))
    assert article.title == "Court bars face scans at the ferry gates"
    assert article.text.split("\n") == [
        FIRST,
        "“Nobody was asked,” said Ana Ruiz, who brought the case for the passengers’ union.",
        LAST,
    ]
    assert (article.author, article.language, article.text_from) == ("Tom Orr", "en", TextFrom.PAGE)
    assert article.published == datetime(2026, 5, 5, 8, tzinfo=UTC)
    assert article.url == "https://harbour.example/gates"


@pytest.mark.parametrize(
    ("h1", "og", "title", "headline"),
    [
        ("Court bars face scans", "Buy gold now", "Court bars face scans | Harbour", "Court bars face scans"),
        (
            "Harbour Monitor",
            "Court bars face scans",
            "Court bars face scans | Harbour Monitor",
            "Court bars face scans",
        ),
        ("Harbour Monitor", "", "Court bars face scans - Harbour Monitor", "Court bars face scans"),
        (
            "Court bars face scans at gates",
            "Court bars scans at the gates",
            "Harbour",
            "Court bars face scans at gates",
        ),
        ("Court bars face scans", "", "", "Court bars face scans"),
        ("", "Court bars face scans", "Harbour", "Court bars face scans"),
        ("", "", "Court bars face scans — Harbour", "Court bars face scans"),
        ("", "", "", ""),
    ],
)
def test_the_headline_is_the_one_the_page_shows(h1: str, og: str, title: str, headline: str) -> None:
    head = f"<title>{title}</title><meta property='og:title' content='{og}'>"
    article = read(
        f"<html><head>{head}</head><body><h1>{h1}</h1><article><p>{FIRST}</p><p>{LAST}</p></article></body>"
    )
    assert article.title == headline


def test_linked_data_names_author_and_date() -> None:
    data = {
        "@graph": [
            {"@type": "NewsArticle", "datePublished": "2026-05-05T08:00:00Z", "author": [{"name": "Li Wei"}]}
        ]
    }
    article = read(page(head=f"<script type='application/ld+json'>{json.dumps(data)}</script>"))
    assert (article.author, article.published) == ("Li Wei", datetime(2026, 5, 5, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    "canonical",
    ["https://other.example/story", "javascript:alert(1)", "https://harbour.example/", "//[::1", ""],
)
def test_a_page_cannot_pass_itself_off_as_anothers(canonical: str) -> None:
    assert read(page(head=f"<link rel='canonical' href='{canonical}'>")).url == URL


async def test_a_page_is_read_in_the_child_as_here() -> None:
    async with ReadingChild(["bot.articles.read"]) as child:
        assert await child.read(READ_ARTICLE, page().encode(), URL, None) == read(page())


@pytest.mark.parametrize(
    "box",
    [
        "<p hidden>{}</p>",
        "<div aria-hidden='true'><p>{}</p></div>",
        "<p style='display:none'>{}</p>",
        "<p style='DISPLAY : NONE !important'>{}</p>",
        "<p style='visibility:hidden'>{}</p>",
        "<p style='position:absolute;left:-9999px'>{}</p>",
        "<p style='text-indent:-999em'>{}</p>",
        "<p style='opacity:0'>{}</p>",
        "<p>Seen <span style='font-size:0'>{}</span></p>",
        "<div style='height:0;overflow:hidden'><p>{}</p></div>",
        "<p style='clip:rect(0,0,0,0)'>{}</p>",
        "<p style='opacity:.01'>{}</p>",
        "<p style='font-size:1px'>{}</p>",
        "<p style='color:#fff; background-color:#FFF'>{}</p>",
        "<p style='transform:translateX(-9999px)'>{}</p>",
        "<p>Kept. <del>{}</del></p>",
        "<select><option>{}</option></select>",
        "<object><p>{}</p></object>",
        "<svg><text>{}</text></svg>",
        "<p class='sr-only'>{}</p>",
        "<style>.x9, p.y {{display:none}}</style><p class='x9'>{}</p>",
        "<style>#z1{{color:red;visibility:hidden}}</style><p id='z1'>{}</p>",
        "<style>article .inner .deep {{ display: none }}</style><div class='inner'><p class='deep'>{}</p></div>",
        "<template><p>{}</p></template>",
        "<noscript><p>{}</p></noscript>",
        "<dialog><p>{}</p></dialog>",
        "<textarea>{}</textarea>",
        "<iframe srcdoc='<p>{}</p>'></iframe>",
        "<!-- <p>{}</p> -->",
        "<img alt='{}'>",
        "<script>var words = '{}'</script>",
        "<div class='advertisement'><p>{}</p></div>",
        "<div id='cookie-consent'><p>{}</p></div>",
        "<div class='NewsletterSignup'><p>{}</p></div>",
        "<aside><p>{}</p></aside>",
        "<section id='comments'><p>{}</p></section>",
        "<div class='related-articles'><p>{}</p></div>",
    ],
)
def test_what_a_reader_does_not_see_or_the_article_does_not_say_is_left_out(box: str) -> None:
    article = read(
        page(box.format(f"“{CANARY},” said a voice from nowhere that is long enough to be a paragraph."))
    )
    assert "CANARY" not in article.text
    assert FIRST in article.text
    assert LAST in article.text


@pytest.mark.parametrize(
    "box",
    [
        "<p style='color:red'>{}</p>",
        "<p class='story'>{}</p>",
        "<style>@media print {{ .story {{ display:none }} }}</style><p class='story'>{}</p>",
        "<style>.menu .story {{ display:none }}</style><p class='story'>{}</p>",
        "<style>.story:hover {{ display:none }}</style><p class='story'>{}</p>",
        "<p class='hidden md:block'>{}</p>",
        "<blockquote><p>{}</p></blockquote>",
        "<ul><li>{}</li></ul>",
        "<h2>{}</h2><p>More below it, in a paragraph that is as long as the others of this page.</p>",
        "<p style='opacity:0.9;font-size:0.9em;left:-1px'>{}</p>",
        "<p style='color:#fff;background:#000;font-size:12px'>{}</p>",
    ],
)
def test_what_a_reader_sees_stays(box: str) -> None:
    seen = "“Every passenger was scanned,” said the ruling, which the judges read out in full."
    assert seen in lines(page(box.format(seen)))


def test_text_behind_something_hidden_stays() -> None:
    assert "She said never again and left." in lines(
        page("<p>She said <b hidden>x</b>never again<i hidden>y</i> and left.</p>")
    )


def test_quotation_elements_get_the_marks_a_browser_shows() -> None:
    assert "She said “never <b>again</b>” twice.".replace("<b>", "").replace("</b>", "") in lines(
        page("<p>She said <q>never <b>again</b></q> twice.</p>")
    )


def test_words_are_not_run_together_nor_torn_apart() -> None:
    inside = "<p>One<br>two</p><p>micro<wbr>phone and <em>sur</em>veillance</p><table><tr><td>left cell</td><td>right cell</td></tr></table>"
    text = read(page(inside)).text
    assert "One\ntwo" in text
    assert "microphone and surveillance" in text
    assert "cellright" not in text


def test_unseen_signs_are_taken_out_and_letters_composed() -> None:
    assert "Café de la surveillance, said A. Noor in the evening." in lines(
        page("<p>Cafe\u0301 de la sur\u00adveil\u200blance, said \u202eA. Noor\u202c in the evening.</p>")
    )


@pytest.mark.parametrize(
    ("markup", "problem"),
    [(b"", FetchProblem.BROKEN), (b"   ", FetchProblem.BROKEN), (b"%PDF-1.7 ...", FetchProblem.BROKEN),
     (b"\x89PNG\r\n\x1a\n", FetchProblem.BROKEN), (b"<html><body><div id='app'></div></body></html>", FetchProblem.BROKEN),
     (b" " * (7 << 20), FetchProblem.TOO_LARGE)],
)  # fmt: skip
def test_what_is_no_page_is_said_to_be_none(markup: bytes, problem: FetchProblem) -> None:
    found = read_article(markup, URL, "text/html")
    assert isinstance(found, ReadFailed)
    assert found.problem is problem


def test_nesting_without_end_is_survived() -> None:
    found = read_article(page("<div>" * 50_000).encode(), URL, None)
    assert isinstance(found, Article | ReadFailed)


WORDS = st.text(alphabet="abc déß“”'\"<>&;/!-= \n\u200b", max_size=60)
TAGS = st.sampled_from(
    ["p", "div", "span", "b", "ul", "li", "q", "blockquote", "table", "td", "section", "style", "h2"]
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.tuples(TAGS, WORDS, st.sampled_from(["", " hidden", " class='ad'", " style='display:none'"])),
        max_size=12,
    )
)
def test_no_markup_makes_reading_raise(parts: list[tuple[str, str, str]]) -> None:
    markup = page("".join(f"<{tag}{attribute}>{words}" for tag, words, attribute in parts))
    assert isinstance(read_article(markup.encode(), URL, None), Article | ReadFailed)


SENTENCES = st.text(alphabet="abcdé ,’“”", min_size=5, max_size=80).map(lambda text: f"Said {text} today.")
HIDING = st.sampled_from(
    ["hidden", "style='display:none'", "class='sr-only'", "style='font-size:0'", "class='ad-box'"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SENTENCES, st.one_of(st.none(), HIDING)), min_size=1, max_size=12))
def test_each_line_of_an_article_is_a_paragraph_of_the_page_that_is_seen(
    parts: list[tuple[str, str | None]],
) -> None:
    """Whatever is found is word for word one visible paragraph; no two are run together."""
    seen = {FIRST, LAST, "“Nobody was asked,” said Ana Ruiz, who brought the case for the passengers’ union."}
    seen |= {plain_line(sentence) for sentence, hiding in parts if hiding is None}
    inside = "".join(f"<p {hiding or ''}>{sentence}</p>" for sentence, hiding in parts)
    assert set(lines(page(inside))) <= seen


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_reading_raise(body: bytes) -> None:
    assert isinstance(read_article(body, URL, None), Article | ReadFailed)


def rows() -> Iterator[dict[str, str]]:
    csv.field_size_limit(1 << 30)
    with (HOSTILE / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        yield from csv.DictReader(manifest)


@pytest.mark.skipif(not HOSTILE.exists(), reason="needs the shared hostile pages")
async def test_every_hostile_page_ends_as_its_row_says() -> None:
    wrong = {}
    async with ReadingChild(["bot.articles.read"]) as child:
        for row in rows():
            body = (HOSTILE / row["file"]).read_bytes()
            body = gzip.decompress(body) if row["stored"] == "gz" else body
            found = await child.read(READ_ARTICLE, body, "https://news.example/2026/a", row["content_type"])
            text = f"{found.title}\n{found.text}" if isinstance(found, Article) else ""
            missing = [words for words in json.loads(row["must_contain"]) if words not in text]
            leaked = [words for words in json.loads(row["must_not_contain"]) if words in text]
            foreign = isinstance(found, Article) and found.url != "https://news.example/2026/a"
            if missing or leaked or foreign:
                wrong[row["file"]] = (missing, leaked, foreign)
    assert wrong == {}
