"""What people see in a terminal: alerts with their reasons, tables of at most 80 columns, colours only there."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.cli.judged import Judged
from bot.model.story import Match, Place, Quote

WIDTH = 80


def console(*, error: bool = False) -> Console:
    """Colours and cursor movements on a terminal only; NO_COLOR is respected. Names of feeds are no markup."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


def progress() -> Progress:
    """A bar on standard error, gone when done; nothing at all where that is no terminal."""
    on = console(error=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=on,
        transient=True,
        disable=not on.is_terminal,
    )


def show_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()
) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", width=None)
    for number, title in enumerate(head):
        table.add_column(title, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def show_judged(judged: Judged, *, verbose: bool = False) -> None:
    """The alert as it would look, then the reasons."""
    out = console()
    article, telling = judged.asked.article, judged.telling
    head = " · ".join(judged.topics) if judged.matched else "not told"
    out.print(Text(head, style="dim"))
    out.print(Text(article.title or "(no headline)", style="bold"))
    facts = [
        fact
        for fact in (article.outlet, article.published and f"{article.published:%d %b %Y, %H:%M} UTC")
        if fact
    ]
    if facts:
        out.print(Text(" · ".join(facts)))
    if telling and telling.summary:
        out.print(Text("\n" + " ".join(span.text for span in telling.summary)))
    for quote in telling.pushed_quotes if telling else ():
        out.print(_quoted(quote))
    out.print(Text(f"\nWhy: score {judged.score:.2f}" + _went(judged), style="dim"))
    for match in judged.matches[:8]:
        out.print(Text("  " + _evidence(match, article.title, article.text), style="dim"))
    if verbose and telling:
        for quote in telling.quotes:
            kept = "told" if quote.pushed else "kept"
            out.print(
                Text(
                    f"  {kept}: {_short(quote.span.text)} — {quote.speaker_full or '?'}: {quote.why}",
                    style="dim",
                )
            )
        for left in telling.left_out:
            out.print(Text(f"  left: {_short(left.span.text)}: {left.why}", style="dim"))
    out.print()


def _quoted(quote: Quote) -> Text:
    text = Text("\n│ ").append(f"{quote.marks[0]}{quote.span.text}{quote.marks[1]}".replace("\n", "\n│ "))
    name, role = quote.speaker_name or quote.speaker_full or "", quote.speaker_role
    text.append("\n│ — ").append(name, style="bold")
    if role and role != name:
        text.append(f", {role}")
    return text


def _went(judged: Judged) -> str:
    if judged.development_of:
        return f"; a development of {judged.development_of}"
    return f"; story {judged.story}" if judged.story else ""


def _evidence(match: Match, title: str, text: str) -> str:
    source = title if match.place is Place.TITLE else text
    before, after = source[max(0, match.start - 30) : match.start], source[match.end : match.end + 30]
    around = f"…{before}[{source[match.start : match.end]}]{after}…".replace("\n", " ")
    return f"{match.interest}: {match.term} ({match.place}): {around}"


def _short(text: str) -> str:
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”".replace("\n", " ")
