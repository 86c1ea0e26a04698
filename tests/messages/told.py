"""Stories to render, of invented people and outlets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.messages.render.parts import ForChat
from bot.model.ids import InterestKey, StoryId, content_id
from bot.model.story import Match, Place, Quote, QuoteKind, Source, Span, Story

SPYWARE, PRESS = InterestKey("spyware"), InterestKey("press-freedom")
TITLES = {SPYWARE: "Spyware", PRESS: "Press freedom"}
WHEN = datetime(2026, 11, 17, 6, 40, tzinfo=UTC)
URL = "https://harbourpost.example/palefox-34"
CHAT = ForChat(languages=frozenset({"en"}))

SUMMARY = (
    (
        "The ministry bought a licence for the spyware from Orvane Systems in March 2025, according to procurement "
        "records seen by The Harbour Post."
    ),
    "Forensic tests by the Open Signals Lab found traces on the phones of 34 journalists.",
)
SAID = (
    (
        "There was no warrant, no judge and no notice. We learned about it from a laboratory.",
        "Lena Marowitz",
        "editor-in-chief of the Marsk Courier",
    ),
    (
        (
            "A licence for this tool is a licence to read a newsroom’s mind. States should stop buying and selling it "
            "until there are rules that hold."
        ),
        "Ana Brisk",
        "UN special rapporteur on freedom of expression",
    ),
    (
        "All operations were authorised under the Security Act.",
        "Interior Ministry of Veldora",
        "in a statement",
    ),
)


def topic_title(key: InterestKey) -> str:
    return TITLES.get(key, str(key))


def told(
    title: str = "Veldora’s interior ministry used Palefox on 34 journalists, records show",
    summary: Sequence[str] = SUMMARY,
    said: Sequence[tuple[str, str, str]] = SAID,
    outlet: str = "The Harbour Post",
    url: str | None = URL,
    term: str = "spyware",
    language: str = "en",
    marks: tuple[str, str] = ("“", "”"),
    unsaid: int = 4,
) -> Story:
    """A story whose spans are true; `unsaid` quotes more than those that are pushed."""
    text, quotes, spans = "", [], []
    for sentence in summary:
        spans.append(Span(len(text), len(text) + len(sentence), sentence))
        text += sentence + " "
    everything = [
        *said,
        *((f"Statement number {n}.", "Tomas Reyk", "interior minister") for n in range(unsaid)),
    ]
    for n, (words, name, role) in enumerate(everything):
        start = len(text) + 1 + len(marks[0])
        text += f"\n{marks[0]}{words}{marks[1]} said {name}, {role}."
        at = text.rindex(name) if name else 0
        quotes.append(
            Quote(
                Span(start, start + len(words), words),
                QuoteKind.FULL,
                marks,
                speaker=Span(at, at + len(name), name) if name else None,
                speaker_full=f"{name}, {role}" if name and role else name or None,
                speaker_name=name or None,
                speaker_role=role or None,
                pushed=n < len(said),
                certainty=0.95,
            )
        )
    matches = []
    if (at := text.find(term)) >= 0 and term:
        matches.append(Match(SPYWARE, term, Place.TEXT, at, at + len(term), 1.0))
    source = Source(outlet, title, WHEN + timedelta(minutes=6), url=url, language=language, published=WHEN)
    return Story(
        StoryId(content_id("test", title)),
        title,
        text,
        (source,),
        {SPYWARE: 0.97, PRESS: 0.74},
        tuple(matches),
        tuple(quotes),
        summary=tuple(spans),
        language=language,
    )


def joined(story: Story, *outlets: tuple[str, str]) -> Story:
    """More outlets (name, language)."""
    more = [
        Source(
            name,
            story.title,
            WHEN + timedelta(hours=n),
            url=f"https://other{n}.example/{n}",
            language=language,
            published=WHEN,
        )
        for n, (name, language) in enumerate(outlets, start=1)
    ]
    return replace(story, sources=(*story.sources, *more))
