import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ARTICLE, Run, Web, config

TITLE = "Veldora’s interior ministry used Palefox spyware on 34 journalists, records show"
TEXT = (
    "The ministry bought a licence for the spyware in March 2025, according to procurement records.\n"
    "“There was no warrant, no judge and no notice. We learned about it from a laboratory,” said Lena Marowitz, "
    "editor-in-chief of the Marsk Courier.\n"
    "Forensic tests found traces of the spyware on the phones of journalists."
)
KEYS = {"id", "matched", "score", "topics", "why", "quotes", "summary", "story", "development_of"}
QUOTE_KEYS = {
    "start", "end", "text", "kind", "pushed",
    "speaker_start", "speaker_end", "speaker_text", "speaker_full", "speaker_role",
}  # fmt: skip


def told(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def lines(path: Path, *articles: object) -> str:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return str(path)


def test_a_matched_line_has_every_key_and_offsets_into_the_text_as_given(run: Run, tmp_path: Path) -> None:
    article = {
        "id": 7,
        "title": TITLE,
        "text": TEXT,
        "source": "The Harbour Post",
        "published": "2026-11-17 06:40:00+00:00",
    }
    ran = run("explain", "--json", lines(tmp_path / "in.jsonl", article))
    (line,) = told(ran.out)
    assert ran.status == 0
    assert set(line) == KEYS
    assert line["id"] == 7
    assert line["matched"]
    assert 0 < line["score"] <= 1
    assert "spyware" in line["topics"]
    for why in line["why"]:
        assert set(why) == {"interest", "term", "field", "start", "end"}
        assert article[why["field"]][why["start"] : why["end"]].strip()  # type: ignore[index]
    (quote,) = line["quotes"]
    assert set(quote) == QUOTE_KEYS
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]
    assert TEXT[quote["speaker_start"] : quote["speaker_end"]] == quote["speaker_text"]
    assert "Marowitz" in quote["speaker_full"]
    assert quote["pushed"]
    for span in line["summary"]:
        assert TEXT[span["start"] : span["end"]] == span["text"]
    assert line["story"]
    assert line["development_of"] is None


def test_an_unmatched_line_has_the_same_keys_and_tells_nothing(run: Run, tmp_path: Path) -> None:
    ran = run(
        "explain",
        "--json",
        lines(tmp_path / "in.jsonl", {"id": "x", "title": "Cup final ends in a draw", "text": TEXT[104:130]}),
    )
    (line,) = told(ran.out)
    assert set(line) == KEYS
    assert (line["matched"], line["quotes"], line["summary"], line["story"]) == (False, [], [], None)


def test_all_treats_an_article_as_if_it_were_on_topic(run: Run, tmp_path: Path) -> None:
    article = {
        "id": 1,
        "title": "Bakery opens",
        "text": "“We sell bread from six in the morning until noon,” said Ana Brisk, who runs the bakery.",
    }
    ran = run("explain", "--json", "--all", lines(tmp_path / "in.jsonl", article))
    (line,) = told(ran.out)
    assert line["matched"]
    assert [quote["speaker_text"][:9] for quote in line["quotes"]] == ["Ana Brisk"]


def test_a_later_line_joins_the_story_of_an_earlier_one(run: Run, tmp_path: Path) -> None:
    first = {"id": 1, "title": TITLE, "text": TEXT, "published": "2026-11-17T06:40:00"}
    second = {"id": 2, "title": TITLE, "text": TEXT, "published": None, "source": "Meridian Wire"}
    other = {
        "id": 3,
        "title": "Court bans police use of facial recognition at rallies",
        "text": "A court banned live facial recognition.",
    }
    ran = run("explain", "--json", lines(tmp_path / "in.jsonl", first, second, other))
    one, two, three = told(ran.out)
    assert one["story"] == two["story"]
    assert three["story"] not in (None, one["story"])


def test_a_title_or_a_text_alone_is_enough(run: Run, tmp_path: Path) -> None:
    ran = run(
        "explain", "--json", lines(tmp_path / "in.jsonl", {"id": 1, "title": TITLE}, {"id": 2, "text": TEXT})
    )
    assert ran.status == 0
    assert [line["matched"] for line in told(ran.out)] == [True, True]


def test_a_bad_line_is_named_the_rest_goes_on_and_the_status_is_2(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    good = json.dumps({"id": 1, "title": TITLE})
    bad = ["{", "[]", '{"id": 3}', '{"id": 4, "title": 5}', '{"id": 5, "title": "x", "published": "soon"}']
    path.write_text("\n".join([good, *bad, good]), encoding="utf-8")
    ran = run("explain", "--json", str(path))
    assert ran.status == 2
    assert len(told(ran.out)) == 2
    for number in range(2, 7):
        assert f"line {number}:" in ran.err
    assert ran.err.count("remedy:") == 5
    assert "Traceback" not in ran.err


def test_half_a_surrogate_pair_keeps_every_offset_and_breaks_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"id": 1, "title": "Spyware \\ud800 found", "text": "Spyware \\udc00 on phones of journalists."}\n'
    )
    ran = run("explain", "--json", str(path))
    assert ran.status == 0
    assert len(told(ran.out)) == 1


def test_standard_input_is_read_as_it_comes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"id": 1, "title": TITLE}) + "\n"))
    assert told(run("explain", "--json", "-").out)[0]["matched"]


def test_a_page_and_an_address_are_read_as_the_bot_would_and_their_text_is_told(
    run: Run, tmp_path: Path, web: Web
) -> None:
    page = tmp_path / "page.html"
    page.write_text(ARTICLE, encoding="utf-8")
    config(tmp_path, web)
    url = web.put("/a", ARTICLE, type_="text/html; charset=utf-8")
    ran = run("explain", "--json", str(page), url)
    for line in told(ran.out):
        assert set(line["article"]) == {"title", "text", "author", "published", "language", "url"}
        text = line["article"]["text"]
        assert any("Marowitz" in (quote["speaker_full"] or "") for quote in line["quotes"])
        assert all(text[quote["start"] : quote["end"]] == quote["text"] for quote in line["quotes"])
    assert len(told(ran.out)) == 2
    assert ran.status == 0


def test_an_address_that_may_not_be_reached_is_refused_with_a_remedy(run: Run, web: Web) -> None:
    ran = run("explain", "--json", web.put("/a", ARTICLE, type_="text/html"))
    assert ran.status == 2
    assert "refused" in ran.err
    assert "remedy:" in ran.err


def test_in_a_terminal_it_reads_as_the_alert_with_its_reasons(run: Run, tmp_path: Path) -> None:
    ran = run("explain", "-v", lines(tmp_path / "in.jsonl", {"id": 1, "title": TITLE, "text": TEXT}))
    assert TITLE.split(",", maxsplit=1)[0][:40] in ran.out
    assert "Lena Marowitz" in ran.out
    assert "Why: score" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "\x1b" not in ran.out


def test_a_file_that_is_not_there_is_said(run: Run) -> None:
    ran = run("explain", "none.jsonl")
    assert ran.status == 2
    assert "none.jsonl" in ran.err


def test_an_address_that_is_none_is_said(run: Run) -> None:
    ran = run("explain", "http://[::1")
    assert ran.status == 2
    assert "http://[::1" in ran.err
