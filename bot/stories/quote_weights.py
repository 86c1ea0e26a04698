"""The weights of the two small linear models, as tests/eval/train made them from texts that may be learned from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import fsum


@dataclass(frozen=True, slots=True)
class Weights:
    """Feature → weight; a feature that was never seen weighs nothing."""

    speakers: Mapping[str, float]
    statements: Mapping[str, float]

    def speaker(self, features: Iterable[str]) -> float:
        known = self.speakers
        return fsum(known.get(feature, 0.0) for feature in features)

    def statement(self, features: Iterable[str]) -> float:
        known = self.statements
        return fsum(known.get(feature, 0.0) for feature in features)


@cache
def shipped_weights() -> Weights:
    data = json.loads((files("bot.stories") / "quote_weights.json").read_text("utf-8"))
    return Weights(data["speakers"], data["statements"])
