"""Telegram's own reading of its HTML (by the simulator, which agrees with TDLib on 3,000 strings)."""

from dataclasses import dataclass
from typing import Any

from tests.tgsim.tgsim import parse_html

FSI, PDI = "\u2068", "\u2069"


@dataclass(frozen=True)
class Parsed:
    text: str
    entities: list[dict[str, Any]]

    @property
    def units(self) -> int:
        return len(self.text.encode("utf-16-le")) // 2

    @property
    def links(self) -> list[str]:
        return [one["url"] for one in self.entities if one["type"] == "text_link"]

    def of(self, kind: str) -> list[str]:
        """The words inside each entity of a kind."""
        data = self.text.encode("utf-16-le")
        return [
            data[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
            for one in self.entities
            if one["type"] == kind
        ]

    @property
    def unfolded(self) -> int:
        folded = [int(one["length"]) for one in self.entities if one["type"] == "expandable_blockquote"]
        return self.units - sum(folded)


def parsed(html: str) -> Parsed:
    """Raises what Telegram would answer if it refuses the markup."""
    text, entities = parse_html(html)
    return Parsed(text, entities)
