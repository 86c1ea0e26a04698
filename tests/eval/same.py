"""Same story: the table of ../shared/data/relevance (streaming, looking back only), and what an article costs.

A development has a story of its own; the second table counts it to the story it develops instead.
"""

import importlib.util
import json
import os
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.model.ids import EntryId, StoryId, content_id
from bot.model.story import Source, Story
from bot.stories.place import place_story
from bot.stories.same import Recent

SHARED = Path(os.environ.get("WATCHWORD_SHARED") or Path(__file__).parents[3] / "shared")
DATA = SHARED / "data" / "relevance"
START = datetime(2023, 1, 1, tzinfo=UTC)

Row = dict[str, Any]


def read_sets() -> dict[str, list[Row]]:
    """Set → its rows in the order of the stream."""
    sets: dict[str, list[Row]] = defaultdict(list)
    for line in (DATA / "cluster_dev.jsonl").read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        row = json.loads(line)
        sets[row["set"]].append(row)
    for rows in sets.values():
        rows.sort(key=lambda row: (row["published"] or "", row["seq"]))
    return sets


def story_of(row: Row, order: int) -> Story:
    seen_at = START + timedelta(seconds=order)
    if row["published"]:
        seen_at = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
    source = Source(
        row.get("url") or "",
        row["title"],
        seen_at,
        entry=EntryId(row["id"]),
        url=row.get("url"),
        language=row["lang"],
        opening=row["text"][:600],
    )
    return Story(
        StoryId(content_id(row["id"])), row["title"], row["text"], (source,), {}, (), language=row["lang"]
    )


def run_stream(rows: list[Row]) -> tuple[dict[str, str], dict[str, str], float]:
    """Row → story; row → story, a development counted to the first; milliseconds an article."""
    recent = Recent()
    known: dict[StoryId, Story] = {}
    apart: dict[str, str] = {}
    together: dict[str, str] = {}
    took = 0.0
    for order, row in enumerate(rows):
        story = story_of(row, order)
        began = time.perf_counter()
        recent.sync((), story.seen_at)
        placed = place_story(story, known.get, recent, story.seen_at)
        recent.add(placed)
        took += time.perf_counter() - began
        known[placed.id] = placed
        apart[row["id"]] = placed.id
        root = placed
        while root.development_of is not None:
            root = known[root.development_of]
        together[row["id"]] = root.id
    return apart, together, took / len(rows) * 1000


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_clusters", DATA / "score_clusters.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _print(name: str, scores: Mapping[str, Mapping[str, float]]) -> None:
    print(f"{name:24} {'B3 P':>6} {'B3 R':>6} {'B3 F1':>6} {'pair F1':>8} {'repeats':>8} {'lost':>5}")
    for group, score in scores.items():
        print(
            f"  {group:22} {score['bcubed_p']:6.3f} {score['bcubed_r']:6.3f} {score['bcubed_f1']:6.3f}"
            f" {score['pair_f1']:8.3f} {score['dup_alerts']:8} {score['lost_stories']:5}"
        )
    mean = sum(score["bcubed_f1"] for score in scores.values()) / len(scores)
    print(f"  {'mean of the sets':22} {'':6} {'':6} {mean:6.3f}")


def main() -> None:
    if not DATA.is_dir():
        print(f"skipped: {DATA} is not there")
        return
    scorer = _scorer()
    sets = read_sets()
    ran = {name: run_stream(rows) for name, rows in sets.items()}
    _print(
        "a development apart", {name: scorer.score(sets[name], apart) for name, (apart, _, _) in ran.items()}
    )
    _print(
        "counted to the first", {name: scorer.score(sets[name], both) for name, (_, both, _) in ran.items()}
    )
    print("ms an article: " + ", ".join(f"{name} {took:.2f}" for name, (_, _, took) in ran.items()))


if __name__ == "__main__":
    main()
