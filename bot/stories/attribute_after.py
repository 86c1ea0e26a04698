"""Candidates after a passage: “…,” said X; “…,” X said; “…” — X."""

from collections.abc import Sequence

from bot.stories.attribute_frames import Candidate, Frame, add, gap_name, phrase_behind, strength_of, verbs_in
from bot.stories.attribute_ties import accorded, by_agent, noun_of
from bot.stories.names_left import phrase_left
from bot.stories.names_right import phrase_right
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token


def after_passage(tokens: Sequence[Token], frame: Frame, cues: Cues, found: list[Candidate]) -> None:
    start = frame.at + 1
    while start < frame.right and tokens[start].shape in ",—-(":
        start += 1
    ended = "ended" if frame.last in ".。" else "asked" if frame.last in "?!…" else "open"
    if start >= frame.right:
        _pulled(tokens, frame, found)
        return
    accorded(tokens, start, frame.right, cues, found, "after-according", ended)
    verbs = verbs_in(tokens, start, frame.right)
    for rank, verb in enumerate(verbs[:4]):
        gap = verb - start
        near = "first" if rank == 0 else "later"
        strength = strength_of(tokens[verb])
        following = tokens[verb + 1] if verb + 1 < frame.right else None
        auxiliaries = all({"A", "a"} & set(tokens[k].kinds) for k in range(start, verb))
        if following is not None and gap <= 2 and "H" not in following.kinds and auxiliaries:
            add(found, phrase_behind(tokens, verb, frame.right), "after-vs", verb, strength, ended, near)
        if gap > 1 and strength == "S" and tokens[verb - 1].shape in ",—":
            add(found, phrase_behind(tokens, verb, frame.right), "after-vs-late", verb, ended, near)
        subject = phrase_left(tokens, verb, start)
        if subject is not None:
            add(
                found,
                subject,
                "after-sv",
                verb,
                strength,
                ended,
                near,
                f"skip{gap_name(subject.start - start)}",
            )
    if not verbs:
        _unknown_verb(tokens, start, frame, ended, found)
    if cues.order == "sov" and verbs and frame.left < frame.at:
        add(
            found,
            phrase_left(tokens, frame.at, frame.left),
            "around",
            verbs[0],
            ended,
            f"gap{gap_name(verbs[0] - start)}",
        )
    by_agent(tokens, start, frame.right, found, "after-by", ended)
    noun_of(tokens, start, frame.right, found, "after-noun", ended)
    if tokens[frame.at + 1].shape in "—-(" and not verbs:
        phrase = phrase_right(tokens, start, frame.right)
        # “…” — Ines Duarte, Privacy Now: nothing else stands on the line
        whole = phrase is not None and all(
            tokens[at].shape in "xX,-)#" for at in range(phrase.core, frame.right)
        )
        add(found, phrase, "after-dash", -1, ended, "whole" if whole else "more")


def _unknown_verb(
    tokens: Sequence[Token], start: int, frame: Frame, ended: str, found: list[Candidate]
) -> None:
    """“…”, widersprach der Minister: one plain word that no list knows, then somebody."""
    at = start
    while at < frame.right and tokens[at].shape == "x" and "a" in tokens[at].kinds:
        at += 1
    if at + 1 < frame.right and tokens[at].shape == "x" and not tokens[at].kinds:
        phrase = phrase_behind(tokens, at, frame.right)
        if phrase is not None and phrase.kind in ("name", "role", "collective", "he", "she", "they"):
            add(found, phrase, "after-unknown", -1, ended)


def _pulled(tokens: Sequence[Token], frame: Frame, found: list[Candidate]) -> None:
    """A pull quote: the name on a line of its own after a dash."""
    at = frame.at + 1
    while at < len(tokens) and tokens[at].shape in "¶.":
        at += 1
    if at + 1 < len(tokens) and tokens[at].shape in "—-" and at > frame.at + 1:
        stop = at + 1
        while stop < len(tokens) and tokens[stop].shape not in "¶Q" and stop - at < 20:
            stop += 1
        phrase = phrase_right(tokens, at + 1, stop)
        if phrase is not None:
            add(found, phrase._replace(end=stop), "after-line", -1, "dash")
