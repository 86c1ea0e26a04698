"""The sample stories of stories/: one TOML file each, in the order in which they are brought."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample story of one outlet. Those of order 0 stand in the feeds from the start."""

    slug: str
    order: int
    outlet: str
    title: str
    author: str
    paragraphs: tuple[str, ...]
    #: Where the text comes from and under which licence; None for texts made for this sandbox.
    url: str | None = None
    licence: str | None = None
    written: date | None = None


def read_samples(folder: Path = FOLDER) -> tuple[Sample, ...]:
    """All sample stories, by order and name."""
    samples = [_read(path) for path in folder.glob("*.toml")]
    return tuple(sorted(samples, key=lambda sample: (sample.order, sample.slug)))


def _read(path: Path) -> Sample:
    row = tomllib.loads(path.read_text(encoding="utf-8"))
    return Sample(
        slug=path.stem,
        order=row["order"],
        outlet=row["outlet"],
        title=row["title"],
        author=row["author"],
        paragraphs=tuple(part.strip() for part in row["text"].split("\n\n") if part.strip()),
        url=row.get("url"),
        licence=row.get("licence"),
        written=row.get("date"),
    )
