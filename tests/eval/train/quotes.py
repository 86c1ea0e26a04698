"""Learns the weights of the two models of bot/stories from annotated Wikinews articles and sentences of our own.

Deterministic: no chance, examples in the order of the files, weights rounded, so every run gives the same bytes.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum
from pathlib import Path
from typing import Any

from bot.stories.attribute import NOBODY, attribute
from bot.stories.attribute_frames import Candidate
from bot.stories.quote_cues import cues_for
from bot.stories.quote_guards import why_never
from bot.stories.quote_marks import pair_marks
from bot.stories.quote_statement import read_page, statement_features
from bot.stories.quote_tokens import Token, read_tokens
from bot.stories.quote_weights import Weights

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
TARGET = HERE.parents[2] / "bot" / "stories" / "quote_weights.json"
ROUNDS = 3
EPOCHS = 12
PULL = 0.02  # towards the priors, per example
RATE = 0.15

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """A passage with its candidates' features; `right` are the indices of those that are its speaker."""

    options: tuple[tuple[str, ...], ...]
    right: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Decision:
    features: tuple[str, ...]
    statement: bool
    weight: float


def priors() -> Weights:
    data = tomllib.loads((HERE / "priors.toml").read_text("utf-8"))
    return Weights(data["speakers"], data["statements"])


def read_documents() -> list[Document]:
    with (CORPUS / "wikinews" / "quotes.jsonl").open(encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    return [*documents, *read_own(CORPUS / "quotes" / "own.txt")]


def read_own(path: Path) -> list[Document]:
    """Sentences of our own, one a line: [[words]] is a statement, {{words}} is none, <<mention>> its speaker."""
    documents: list[Document] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines() if path.exists() else []):
        if line.strip() and not line.startswith("#"):
            documents.append(_own(f"own/{number}", line.replace("\\n", "\n")))
    return documents


def _own(name: str, line: str) -> Document:
    text = ""
    spans: dict[str, list[tuple[int, int]]] = {"[[": [], "{{": [], "<<": []}
    opened: list[tuple[str, int]] = []
    at = 0
    while at < len(line):
        pair = line[at : at + 2]
        if pair in spans:
            opened.append((pair, len(text)))
            at += 2
        elif pair in ("]]", "}}", ">>") and opened:
            mark, start = opened.pop()
            spans[mark].append((start, len(text)))
            at += 2
        else:
            text += line[at]
            at += 1
    speaker = spans["<<"][0] if spans["<<"] else None
    quotes = [
        {"start": start, "end": end, "speaker_start": speaker and speaker[0], "speaker_end": speaker and speaker[1],
         "speaker_text": text[speaker[0] : speaker[1]] if speaker else None}
        for start, end in spans["[["]
    ]  # fmt: skip
    return {
        "id": name,
        "text": text,
        "quotes": quotes,
        "nonquotes": [{"start": s, "end": e} for s, e in spans["{{"]],
    }


def _spans(entries: Iterable[Mapping[str, Any]]) -> list[tuple[int, int, Mapping[str, Any]]]:
    return [(entry["start"], entry["end"], entry) for entry in entries]


def _gold(
    start: int, end: int, entries: Sequence[tuple[int, int, Mapping[str, Any]]]
) -> Mapping[str, Any] | None:
    """The annotation whose span covers most of this passage."""
    for low, high, entry in entries:
        shared = min(end, high) - max(start, low)
        if shared > 0.7 * max(end - start, high - low):
            return entry
    return None


def _right(
    text: str, tokens: Sequence[Token], options: Sequence[Candidate], gold: Mapping[str, Any]
) -> tuple[int, ...]:
    """Which candidates are the annotated mention: those that overlap it, or if none does, those of the same name."""
    low, high = gold["speaker_start"], gold["speaker_end"]
    if not gold["speaker_text"]:
        return ()
    spans = [(tokens[o.phrase.start].start, tokens[o.phrase.core - 1].end) for o in options]
    there = tuple(number for number, (start, end) in enumerate(spans) if start < high and end > low)
    if there:
        return there
    last = [word for word in gold["speaker_text"].replace("'s", "").split() if word[:1].isupper()]
    if not last or len(last[-1]) < 3:
        return ()
    named = [text[start:end].replace("'s", "").split() for start, end in spans]
    return tuple(number for number, words in enumerate(named) if words and words[-1] == last[-1])


def examples(documents: Sequence[Document], weights: Weights) -> tuple[list[Choice], list[Decision]]:
    """What the current weights see in the documents: carried speakers depend on them."""
    choices: list[Choice] = []
    decisions: list[Decision] = []
    cues = cues_for("en")
    for document in documents:
        text = document["text"]
        passages = [passage for passage in pair_marks(text) if passage.depth == 0]
        tokens = read_tokens(text, passages, cues)
        page = read_page(text, tokens, passages, cues)
        quotes, others = _spans(document["quotes"]), _spans(document["nonquotes"])
        before = False
        own = document["id"].startswith("own/")
        for passage, found in zip(passages, attribute(text, tokens, passages, cues, weights), strict=True):
            gold = _gold(passage.start, passage.end, quotes)
            other = _gold(passage.start, passage.end, others)
            if (gold is None and other is None) or why_never(text, passage):
                before = False
                continue
            options = tuple(tuple(option.features) for option, _ in found.ranked_all)
            right = _right(text, tokens, [option for option, _ in found.ranked_all], gold) if gold else ()
            if gold is not None and options and right:
                choices.append(Choice((*options, NOBODY), right, 1.0))
            elif gold is None and options:
                choices.append(Choice((*options, NOBODY), (len(options),), 0.4))
            features = statement_features(page, passage, found, before)
            decisions.append(Decision(tuple(features), gold is not None, 1.0 if gold or own else 1.5))
            before = gold is not None
    return choices, decisions


def learn_speakers(choices: Sequence[Choice], start: Mapping[str, float]) -> dict[str, float]:
    weights, sums = dict(start), dict.fromkeys(start, 0.0)
    for _ in range(EPOCHS):
        for choice in choices:
            scores = [fsum(weights.get(f, 0.0) for f in option) for option in choice.options]
            top = max(scores)
            shares = [exp(score - top) for score in scores]
            whole = fsum(shares)
            good = fsum(shares[number] for number in choice.right)
            gradient: dict[str, float] = {}
            for number, option in enumerate(choice.options):
                pull = shares[number] / whole - (shares[number] / good if number in choice.right else 0.0)
                for feature in option:
                    gradient[feature] = gradient.get(feature, 0.0) + pull * choice.weight
            _step(weights, sums, gradient, start)
    return weights


def learn_statements(decisions: Sequence[Decision], start: Mapping[str, float]) -> dict[str, float]:
    weights, sums = dict(start), dict.fromkeys(start, 0.0)
    for _ in range(EPOCHS):
        for decision in decisions:
            score = fsum(weights.get(f, 0.0) for f in decision.features)
            pull = (1 / (1 + exp(-score)) - decision.statement) * decision.weight
            _step(weights, sums, dict.fromkeys(decision.features, pull), start)
    return weights


def _step(
    weights: dict[str, float],
    sums: dict[str, float],
    gradient: Mapping[str, float],
    start: Mapping[str, float],
) -> None:
    """AdaGrad, pulled towards where it started."""
    for feature in sorted(gradient):
        slope = gradient[feature] + PULL * (weights.get(feature, 0.0) - start.get(feature, 0.0))
        sums[feature] = sums.get(feature, 0.0) + slope * slope
        weights[feature] = weights.get(feature, 0.0) - RATE * slope / (0.1 + sums[feature]) ** 0.5


def train(documents: Sequence[Document]) -> Weights:
    start = weights = priors()
    for _ in range(ROUNDS):
        choices, decisions = examples(documents, weights)
        speakers = learn_speakers(choices, start.speakers)
        weights = Weights(_rounded(speakers), _rounded(learn_statements(decisions, start.statements)))
    return weights


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weights[name], 3) for name in sorted(weights) if round(weights[name], 3)}


def main() -> None:
    weights = train(read_documents())
    data = {"speakers": weights.speakers, "statements": weights.statements}
    TARGET.write_text(json.dumps(data, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(
        f"{TARGET.name}: {len(weights.speakers)} + {len(weights.statements)} weights, {TARGET.stat().st_size} bytes"
    )
