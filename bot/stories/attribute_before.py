"""Candidates before a passage, in its sentence and in the one before: X said: “…”; X: “…”."""

from collections.abc import Sequence

from bot.stories.attribute_frames import (
    REACH,
    Candidate,
    Frame,
    add,
    gap_name,
    phrase_behind,
    strength_of,
    verbs_in,
)
from bot.stories.attribute_ties import accorded, by_agent, noun_of, possessives
from bot.stories.names import Phrase, kind_of, pronoun
from bot.stories.names_left import phrase_left
from bot.stories.names_right import phrase_right, subject_of
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token


def before_passage(tokens: Sequence[Token], frame: Frame, cues: Cues, found: list[Candidate]) -> None:
    at, left = frame.at, frame.left
    if left == at:
        return
    lead = f"lead{frame.lead}"
    accorded(tokens, left, at, cues, found, "before-according", lead)
    verbs = verbs_in(tokens, left, at)
    for rank, verb in enumerate(reversed(verbs[-6:])):
        _of_verb(tokens, frame, verb, rank, cues, found)
    by_agent(tokens, left, at, found, "before-by", lead)
    noun_of(tokens, left, at, found, "before-noun", lead)
    possessives(tokens, left, at, found, lead)
    _nearest(tokens, frame, found)
    if tokens[left].low.endswith("ing") and verbs and at + 1 < len(tokens) and tokens[at + 1].shape == ",":
        add(found, phrase_right(tokens, at + 2, frame.right), "dangling", -1, strength_of(tokens[verbs[-1]]))
    main = subject_of(tokens, left, at)
    if main is not None:
        if frame.lead == ":" and main.core == at - 1:
            add(found, main, "label", -1, lead)
        add(
            found, main, "subject", -1, lead, "verbs" if verbs else "silent", f"gap{gap_name(at - main.core)}"
        )


def _telling(tokens: Sequence[Token], left: int, at: int) -> list[str]:
    """ "with the words: “…”"; reported speech that goes on from the sentence before."""
    found = (
        ["words"] if "O" in tokens[at - 1].kinds or (at - 2 >= left and "O" in tokens[at - 2].kinds) else []
    )
    if any("K" in tokens[k].kinds for k in range(left, at)):
        found.append("reported")
    return found


def _of_verb(
    tokens: Sequence[Token], frame: Frame, verb: int, rank: int, cues: Cues, found: list[Candidate]
) -> None:
    """Who does a verb of saying: what stands before it, or after it where the language turns the two."""
    at, left = frame.at, frame.left
    lead = f"lead{frame.lead}"
    near = "nearest" if rank == 0 else "second" if rank == 1 else "farther"
    crossed = "crossed" if any(tokens[k].shape == "Q" for k in range(verb, at)) else "clear"
    strength = strength_of(tokens[verb])
    features = [
        strength,
        lead,
        near,
        crossed,
        f"gap{gap_name(at - verb - 1)}",
        f"{strength}{lead}",
        f"{near}{crossed}",
    ]
    subject = _subject(tokens, verb, left)
    behind = phrase_behind(tokens, verb, at)
    if cues.order == "v2" and _turned(tokens, verb, left):
        features.append("turned")
    if (
        cues.order == "v2"
        and subject is not None
        and behind is not None
        and _rivalled(tokens, subject, behind, verb)
    ):
        features.append("rivalled")
    if subject is not None:
        _with_subject(tokens, left, verb, subject, features, found)
    before = tokens[verb - 1] if verb > left else None
    inverted = before is None or before.shape == "Q"
    if before is not None and before.shape in ",—":
        inverted = verb - 2 < left or tokens[verb - 2].shape == "Q"
    if behind is not None and behind.kind == "it" and "P" in tokens[left].kinds:
        add(
            found, phrase_right(tokens, left + 1, verb), "before-place", verb, *features
        )  # In dem Antrag heißt es:
    if inverted or cues.order in {"v2", "vso"}:
        add(found, behind, "before-vs", verb, *features, "inverted" if inverted else "free")


def _with_subject(
    tokens: Sequence[Token],
    left: int,
    verb: int,
    subject: Phrase,
    features: list[str],
    found: list[Candidate],
) -> None:
    extra: list[str] = []
    if any("N" in tokens[k].kinds for k in range(max(left, verb - 3), verb)):
        extra.append("negated")
    if any(
        "R" in tokens[k].kinds and tokens[k].shape == "x" and tokens[k].low != "that"
        for k in range(subject.core, verb)
    ):
        extra.append("relative")
    add(found, subject, "before-sv", verb, *features, *extra)
    before = tokens[subject.start - 1] if subject.start > left else None
    tied = before is not None and "P" in before.kinds and before.shape == "x"
    if (tied and "relative" not in extra) or ("relative" in extra and subject.kind in ("document", "noun")):
        main = subject_of(tokens, _clause(tokens, left, verb), subject.start)
        add(found, main, "before-main", verb, *features)


def _rivalled(tokens: Sequence[Token], subject: Phrase, behind: Phrase, verb: int) -> bool:
    """ "Ähnlich äußerte sich X", "das lehnt er ab": what follows the verb can only be the subject."""
    first = tokens[behind.start]
    if "q" in first.kinds:
        return False
    if behind.kind in ("he", "she", "they"):
        return True
    nominative = first.shape == "X" or first.low in ("die", "das", "ein", "eine", "le", "la", "el")
    return subject.core - subject.start == 1 and subject.core == verb and nominative


def _turned(tokens: Sequence[Token], verb: int, left: int) -> bool:
    """Whether something other than the subject opens the verb's clause: "In Berlin sagte die Ministerin"."""
    start = _clause(tokens, left, verb - 1)
    while start < verb and tokens[start].shape in ",—":
        start += 1
    if start >= verb:
        return True
    first = tokens[start]
    return bool(set("PaTCq") & set(first.kinds)) and first.shape == "x"


def _subject(tokens: Sequence[Token], verb: int, low: int) -> Phrase | None:
    """Who does the verb: the phrase before it, or of "X denied it, adding" and "X came and said" the clause's own."""
    token = tokens[verb]
    before = verb - 1
    while before >= low and "a" in tokens[before].kinds and tokens[before].shape == "x":
        before -= 1
    if before < low:
        return None
    joined = tokens[before].shape == "x" and ("C" in tokens[before].kinds or tokens[before].low == "to")
    participle = token.low.endswith("ing") and "A" not in tokens[before].kinds
    if joined or participle:
        if participle and not joined and tokens[before].shape not in ",—":
            own = phrase_left(tokens, verb, low)
            before_own = tokens[own.start - 1].low if own is not None and own.start > low else ""
            if own is not None and (
                before_own == "with" or (before_own == "of" and own.kind in ("name", "role"))
            ):
                return own  # "with Trump reportedly yelling"
        return subject_of(tokens, _clause(tokens, low, before), before + 1)
    phrase = phrase_left(tokens, verb, low)
    if phrase is None:
        return subject_of(tokens, low, verb)
    return phrase


def _clause(tokens: Sequence[Token], low: int, at: int) -> int:
    """Where the sentence after the last passage begins."""
    for step in range(at, low - 1, -1):
        if tokens[step].shape == "Q":
            return step + 1
    return low


def _nearest(tokens: Sequence[Token], frame: Frame, found: list[Candidate]) -> None:
    """The nearest pronoun and the nearest name before the passage in its sentence."""
    named = spoken = False
    for at in range(frame.at - 1, frame.left - 1, -1):
        token = tokens[at]
        if token.shape == "Q":
            break
        if not spoken and pronoun(token) in ("he", "she", "they", "first"):
            spoken = True
            found.append(
                Candidate(
                    Phrase(at, at + 1, at + 1, kind_of(tokens, at, at + 1)),
                    "near-pronoun",
                    -1,
                    [f"near-pronoun:gap{gap_name(frame.at - at)}", f"near-pronoun:lead{frame.lead}"],
                )
            )
        if not named and token.shape == "X":
            named = True
            phrase = phrase_left(tokens, at + 1, frame.left)
            object_ = (
                phrase is not None
                and phrase.start > frame.left
                and bool(set("PSJ") & set(tokens[phrase.start - 1].kinds))
            )
            add(
                found,
                phrase,
                "near-name",
                -1,
                f"gap{gap_name(frame.at - at)}",
                f"lead{frame.lead}",
                "object" if object_ else "free",
            )


def sentence_before(tokens: Sequence[Token], frame: Frame, found: list[Candidate]) -> None:
    """The sentence before the passage's own."""
    stop = frame.left
    paragraph = "same"
    while stop > 0 and tokens[stop - 1].shape in ".¶":
        if tokens[stop - 1].shape == "¶":
            paragraph = "other"
        stop -= 1
    if stop == 0:
        return
    reported = any("K" in tokens[k].kinds for k in range(frame.left, frame.at))
    start = stop
    while start > 0 and stop - start < REACH and tokens[start - 1].shape not in ".¶":
        start -= 1
    colon = tokens[stop - 1].shape in ":,"
    features = (
        paragraph,
        "colon" if colon else "plain",
        "opens" if frame.opens_paragraph else "inside",
        "alone" if frame.alone else "mixed",
        *(["reported"] if reported else []),
    )
    verbs = verbs_in(tokens, start, stop)
    for rank, verb in enumerate(reversed(verbs[-3:])):
        subject = _subject(tokens, verb, start)
        add(
            found,
            subject,
            "earlier-sv",
            verb,
            *features,
            "last" if rank == 0 else "notlast",
            f"{strength_of(tokens[verb])}{'colon' if colon else ''}",
        )
        if verb > start and tokens[verb - 1].shape in ",Q":
            add(found, phrase_behind(tokens, verb, stop), "earlier-vs", verb, *features)
    main = subject_of(tokens, start, stop)
    if main is not None:
        add(found, main, "earlier-subject", -1, *features, "verbs" if verbs else "silent")
