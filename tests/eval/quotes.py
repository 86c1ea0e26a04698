"""Quotes and summaries against the measuring sets: `python -m tests.eval.quotes [--errors]`.

The sets are publishers' texts and other people's annotation: they are read from the shared folder beside the
checkout (or WATCHWORD_SHARED) and never copied; the scorer that comes with them is run as it is. Quotes are
scored as `explain --json` gives them.
"""

import importlib.util
import json
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.stories.quote import Quotes, quote_article
from bot.stories.sentences import sentences
from bot.stories.summarize import summarize
from tests.eval.quotes_rouge import Rouge, rouge
from tests.eval.train.quotes import read_documents, train

SHARED = Path(os.environ.get("WATCHWORD_SHARED") or Path(__file__).resolve().parents[3] / "shared")
FOLDER = SHARED / "data" / "quotes"
WIKINEWS = Path(__file__).parents[1] / "corpus" / "wikinews" / "quotes.jsonl"
Document = dict[str, Any]
FOLDS = 6


def main() -> int:
    if not FOLDER.is_dir():
        print(f"quotes: skipped, there is no {FOLDER}")
        return 0
    scorer = _scorer()
    before = _memory()
    table = Table("measure", "to reach", "ours", title="Quotes and summaries (development halves)")
    rows, tellings = _quotes(scorer)
    for row in rows:
        table.add_row(*row)
    table.add_section()
    for row in _unseen(scorer):
        table.add_row(*row)
    table.add_section()
    for row in _summaries():
        table.add_row(*row)
    table.add_row("memory, MB above the interpreter with the tables", "≤ 40", f"{_memory() - before:.0f}")
    Console(width=110).print(table)
    if "--errors" in sys.argv:
        _errors(scorer, tellings)
    return 0


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_quotes", FOLDER / "score_quotes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _memory() -> float:
    """Peak of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _read(path: Path) -> list[Document]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def as_explained(document: Document, found: Quotes) -> Document:
    """The fields of `explain --json` that the scorer reads."""
    return {
        "id": document["id"],
        "quotes": [
            {
                "start": quote.span.start,
                "end": quote.span.end,
                "text": quote.span.text,
                "kind": quote.kind.value,
                "pushed": quote.pushed,
                "speaker_start": quote.speaker.start if quote.speaker else None,
                "speaker_end": quote.speaker.end if quote.speaker else None,
                "speaker_text": quote.speaker.text if quote.speaker else None,
                "speaker_full": quote.speaker_full,
                "speaker_role": quote.speaker_role,
            }
            for quote in found.quotes
        ],
    }


def _quotes(
    scorer: ModuleType,
) -> tuple[list[tuple[str, str, str]], dict[str, tuple[list[Document], list[Document]]]]:
    tellings: dict[str, tuple[list[Document], list[Document]]] = {}
    paces: list[str] = []
    for name, path, language in (
        ("PolNeAR", FOLDER / "polnear.jsonl", "en"),
        ("Wikinews", WIKINEWS, "en"),
        ("German Wikinews", FOLDER / "dewikinews.jsonl", "de"),
        ("challenge", FOLDER / "challenge.jsonl", None),
    ):
        gold = _read(path)
        start = time.process_time()
        system = [
            as_explained(d, quote_article(d["text"], title=d.get("title", ""), language=language))
            for d in gold
        ]
        paces.append(f"{name} {len(gold) / (time.process_time() - start):.0f}")
        tellings[name] = (gold, system)
    scores = {name: scorer.score(*pair) for name, pair in tellings.items()}
    english = ("PolNeAR", "Wikinews")
    pushed = {name: scorer.pushed(*tellings[name]) for name in english}
    german = scores["German Wikinews"]
    rows = [
        *((f"attributed F1, {name}", "≥ 80" if name == "PolNeAR" else "≥ 85", _all(scores[name]["attributed"])) for name in english),
        *((f"no statements, told as quotes, {name}", "≤ 12" if name == "PolNeAR" else "≤ 6", _per(scores[name]["scare_fp"])) for name in english),
        ("speaker resolved, missed ones wrong, Wikinews", "≥ 80", _per(scores["Wikinews"]["spk_full_e2e"])),
        ("… PolNeAR (49 quotes)", "", _per(scores["PolNeAR"]["spk_full_e2e"])),
        *((f"precision of what is pushed, {name}", "≥ 97", _per(pushed[name]["precision"])) for name in english),
        *((f"… articles with a whole statement that push one, {name}", "≥ 80", _per(pushed[name]["articles"])) for name in english),
        ("exact span F1, German Wikinews", "≥ 82", _per(german["exact"]["f1"])),
        ("attributed F1, German Wikinews", "≥ 60", _all(german["attributed"])),
        ("challenge, wholly right", "≥ 85", _per(scorer.whole(*tellings["challenge"])["whole"])),
        ("articles a second on one core", "≥ 100", ", ".join(paces)),
    ]  # fmt: skip
    return rows, tellings


def _unseen(scorer: ModuleType) -> list[tuple[str, str, str]]:
    """Wikinews again, each article told with weights that were learned without it: the shipped ones have seen it."""
    documents = read_documents()
    news = [document for document in documents if document["id"].startswith("wikinews/")]
    own = [document for document in documents if not document["id"].startswith("wikinews/")]
    system: list[Document] = []
    for fold in range(FOLDS):
        weights = train([*(d for at, d in enumerate(news) if at % FOLDS != fold), *own])
        system.extend(
            as_explained(dict(d), quote_article(d["text"], title=d["title"], language="en", weights=weights))
            for at, d in enumerate(news)
            if at % FOLDS == fold
        )
    score, pushed = scorer.score(news, system), scorer.pushed(news, system)
    return [
        (f"Wikinews in {FOLDS} folds, not learned from: attributed F1", "≥ 85", _all(score["attributed"])),
        ("… no statements, told as quotes", "≤ 6", _per(score["scare_fp"])),
        ("… speaker resolved, missed ones wrong", "≥ 80", _per(score["spk_full_e2e"])),
        ("… precision of what is pushed; articles that push", "≥ 97; ≥ 80", f"{_per(pushed['precision'])}; {_per(pushed['articles'])}"),
    ]  # fmt: skip


def _per(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _all(measure: Mapping[str, float]) -> str:
    return f"{100 * measure['f1']:.1f}  (P {100 * measure['p']:.1f}, R {100 * measure['r']:.1f})"


def _summaries() -> list[tuple[str, str, str]]:
    """ROUGE of the first three sentences and of ours, on the same texts with the same tokens."""
    documents = _read(FOLDER / "summ_cnndm.jsonl")
    lead = [[sentence.text for sentence in sentences(d["text"])[:3]] for d in documents]
    ours = [
        [
            span.text
            for span in summarize(
                d["text"], language="en", quotes=quote_article(d["text"], language="en").quotes
            )
        ]
        for d in documents
    ]
    first, mine = _mean(documents, lead), _mean(documents, ours)
    floor = Rouge(*(value - 0.3 for value in first))
    return [("summary, ROUGE-1/2/Lsum on CNN (Lead-3 less 0.3)", f"≥ {_rouge(floor)}", _rouge(mine))]


def _mean(documents: Sequence[Document], summaries: Sequence[Sequence[str]]) -> Rouge:
    scores = [
        rouge(summary, d["reference"].split("\n")) for d, summary in zip(documents, summaries, strict=True)
    ]
    return Rouge(*(100 * sum(column) / len(scores) for column in zip(*scores, strict=True)))


def _rouge(value: Rouge) -> str:
    return f"{value.one:.1f} / {value.two:.1f} / {value.long:.1f}"


def _errors(scorer: ModuleType, tellings: Mapping[str, tuple[list[Document], list[Document]]]) -> None:
    """Counts by kind, for each set."""
    table = Table(
        "set",
        "missed",
        "told, not annotated",
        "no statement told",
        "wrong speaker",
        "no speaker given",
        title="Errors by kind",
    )
    for name, (gold, system) in tellings.items():
        counts = [0] * 5
        for document, told in zip(gold, system, strict=True):
            for place, count in enumerate(_kinds(scorer, document, told["quotes"])):
                counts[place] += count
        table.add_row(name, *map(str, counts))
    Console(width=110).print(table)


def _kinds(
    scorer: ModuleType, document: Document, told: Sequence[Document]
) -> tuple[int, int, int, int, int]:
    text = document["text"]

    def trimmed(entries: Sequence[Document]) -> dict[tuple[int, int], Document]:
        return {scorer.trim(text, entry["start"], entry["end"]): entry for entry in entries}

    gold, mine, others = trimmed(document["quotes"]), trimmed(told), trimmed(document["nonquotes"])
    both = [(gold[span], mine[span]) for span in gold.keys() & mine.keys() if scorer.has_speaker(gold[span])]
    silent = sum(not scorer.has_speaker(quote) for _, quote in both)
    return (
        len(gold.keys() - mine.keys()),
        len(mine.keys() - gold.keys() - others.keys()),
        len(mine.keys() & others.keys()),
        sum(scorer.has_speaker(quote) and not scorer.spk_head(quote, right) for right, quote in both),
        silent,
    )


if __name__ == "__main__":
    raise SystemExit(main())
