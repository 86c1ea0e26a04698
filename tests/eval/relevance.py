"""Relevance against hand-labelled entries: `python -m tests.eval.relevance [--errors] [--week [SEED]]`.

--week shows 100 entries of the natural week told at balanced, drawn uniformly, for a person to read.

The measuring sets are publishers' texts: they are read from the shared folder beside the checkout (or
WATCHWORD_SHARED) and never copied.
"""

import gzip
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.model.entry import Article
from bot.model.interest import Interests, Sensitivity
from bot.stories.match import Matcher, compile_interests, match_article
from bot.topics.load import load_topics

SHARED = Path(os.environ.get("WATCHWORD_SHARED") or Path(__file__).resolve().parents[3] / "shared")
FOLDER = SHARED / "data" / "relevance"
WEEK = SHARED / "data" / "feeds" / "stream_2023w13.jsonl.gz"
Row = dict[str, Any]


def main() -> int:
    matcher = compile_interests(Interests(load_topics().topics))
    if not FOLDER.is_dir():
        print(f"relevance: skipped, there is no {FOLDER}")
        return 0
    dev = scored(read(FOLDER / "relevance_dev.jsonl"), matcher)
    alike = scored(read(FOLDER / "relevance_hardneg_dev.jsonl"), matcher)
    clear = [row for row in dev if not row["border"]]
    for sensitivity in Sensitivity:
        line(f"{sensitivity.value}, all", dev, sensitivity.threshold)
        line(f"{sensitivity.value}, without border", clear, sensitivity.threshold)
        line(f"{sensitivity.value}, weighted", dev, sensitivity.threshold, weighted=True)
        line(f"{sensitivity.value}, weighted, without border", clear, sensitivity.threshold, weighted=True)
        told = [row for row in alike if row["score"] >= sensitivity.threshold]
        print(
            f"{sensitivity.value}: look-alikes told {len(told)} of {len(alike)}: {[row['pattern'] for row in told]}"
        )
    print(
        f"recall at precision 0.9: all {recall_at(dev, 0.9):.3f}, without border {recall_at(clear, 0.9):.3f}"
    )
    topics(dev, Sensitivity.BALANCED.threshold)
    if "--errors" in sys.argv:
        errors([*dev, *alike], Sensitivity.BALANCED.threshold)
    if WEEK.is_file():
        week(matcher)
    return 0


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(text) for text in lines if text.strip()]


def scored(rows: Iterable[Row], matcher: Matcher) -> list[Row]:
    """Each row with `score` and `best`, the interest that has it."""
    return [row | judge(row, matcher) for row in rows]


def judge(row: Row, matcher: Matcher) -> Row:
    matching = match_article(
        Article(title=row.get("title") or "", text=row.get("text") or "", language=row.get("lang")), matcher
    )
    best = matching.best
    return {
        "score": best[1] if best else 0.0,
        "best": best[0] if best else "",
        "terms": sorted({match.term for match in matching.matches}),
    }


def figures(rows: Sequence[Row], threshold: float, *, weighted: bool = False) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    told = right = relevant = 0.0
    for row in rows:
        weight = float(row["weight"]) if weighted else 1.0
        told += weight * (row["score"] >= threshold)
        relevant += weight * row["label"]
        right += weight * row["label"] * (row["score"] >= threshold)
    precision, recall = right / told if told else 0.0, right / relevant if relevant else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def line(name: str, rows: Sequence[Row], threshold: float, *, weighted: bool = False) -> None:
    precision, recall, f1 = figures(rows, threshold, weighted=weighted)
    print(f"{name:42} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({len(rows)} entries)")


def recall_at(rows: Sequence[Row], precision: float) -> float:
    """Best recall of any threshold that keeps the precision (picked on the same rows)."""
    return max(
        (found[1] for cut in {row["score"] for row in rows} if (found := figures(rows, cut))[0] >= precision),
        default=0.0,
    )


def topics(rows: Sequence[Row], threshold: float) -> None:
    told: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        for code in row.get("topics") or ():
            told[code].append(row["score"] >= threshold)
    print(
        "recall by topic: "
        + "  ".join(f"{code} {sum(hit) / len(hit):.2f} ({len(hit)})" for code, hit in sorted(told.items()))
    )
    four = [
        row["score"] >= threshold
        for row in rows
        if {"SUR", "SPY", "BIO", "ENC"} & set(row.get("topics") or ())
    ]
    print(f"recall on SUR, SPY, BIO, ENC together: {sum(four) / len(four):.3f} of {len(four)}")


def errors(rows: Sequence[Row], threshold: float) -> None:
    for row in sorted(rows, key=lambda row: -row["score"]):
        if bool(row["label"]) != (row["score"] >= threshold):
            kind = "missed" if row["label"] else "wrong"
            about = ",".join(row.get("topics") or row.get("near_topics") or [row.get("pattern", "")])
            border = "border" if row.get("border") else ""
            print(
                f"{kind} {border} {row['score']:.2f} {about} {row['best']} | {row['title'][:110]} | {row['text'][:200]!r} {row['terms']}"
            )


def _seed() -> int:
    at = sys.argv.index("--week") + 1
    return int(sys.argv[at]) if at < len(sys.argv) and sys.argv[at].isdecimal() else 0


def week(matcher: Matcher) -> None:
    with gzip.open(WEEK, "rt", encoding="utf-8") as lines:
        rows = scored((json.loads(text) for text in lines if text.strip()), matcher)
    for sensitivity in Sensitivity:
        told = [row for row in rows if row["score"] >= sensitivity.threshold]
        by = Counter(row["best"] for row in told)
        print(
            f"natural week, {sensitivity.value}: {len(told)} of {len(rows)} ({len(told) / len(rows):.1%}) {dict(by.most_common())}"
        )
    if "--week" in sys.argv:
        told = sorted(
            (row for row in rows if row["score"] >= Sensitivity.BALANCED.threshold), key=lambda row: row["id"]
        )
        for row in sorted(
            random.Random(_seed()).sample(told, min(100, len(told))), key=lambda row: row["best"]
        ):
            print(
                f"{row['score']:.2f} {row['best']} | {row['title'][:110]} | {row['text'][:160]!r} {row['terms']}"
            )


if __name__ == "__main__":
    sys.exit(main())
