"""Who might have spoken a passage: candidates with the features by which they are ranked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.stories.names import Phrase, kind_of, phrase_left, phrase_right, pronoun, subject_of
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token

_REACH = 60


@dataclass(slots=True)
class Candidate:
    """A phrase that may be the speaker. `pattern` is how it was found, `cue` the token that says so (-1: none)."""

    phrase: Phrase
    pattern: str
    cue: int = -1
    features: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a passage stands. Indices into the tokens; `left`…`at` and `at+1`…`right` are the reporter's sentence."""

    at: int
    left: int
    right: int
    #: Begins its sentence, its paragraph; nothing but passages in the paragraph.
    opens: bool
    opens_paragraph: bool
    alone: bool
    #: The last sign inside the marks.
    last: str
    #: What stands before: ":" "," "that" "" (a word) or "start".
    lead: str


def frame_of(text: str, tokens: Sequence[Token], at: int, cues: Cues) -> Frame:
    token = tokens[at]
    inside = text[token.start : token.end].rstrip("”\"“»«’'‘」』;& ")
    last = inside[-1:]
    if inside.endswith((".]", ",]", "?]")):
        last = inside[-2]
    left = at
    while left > 0 and at - left < _REACH:
        before = tokens[left - 1]
        if before.shape in ".¶":
            break
        if before.shape == "Q" and left == at and _ended(text, before):
            break
        if (
            before.shape == "Q"
            and left < at
            and _ended(text, before)
            and _capital(text, tokens[left])
            and not _speaks(tokens, left, at)
        ):
            break
        left -= 1
    right = at + 1
    while right < len(tokens) and right - at < _REACH and tokens[right].shape not in ".¶Q":
        right += 1
    first = left == at
    paragraph = first and (at == 0 or tokens[at - 1].shape == "¶")
    alone = paragraph and _only_passages(tokens, at)
    before = tokens[at - 1] if at else None
    lead = "start" if first else ""
    if before is not None and not first:
        if before.shape in ":,—":
            lead = before.shape
        elif "H" in before.kinds:
            lead = "that"
    return Frame(at, left, right, first, paragraph, alone, last, lead)


def _ended(text: str, passage: Token) -> bool:
    return text[passage.start : passage.end].rstrip("”\"“»«’'‘」』 ")[-1:] in ".?!…。"


def _capital(text: str, token: Token) -> bool:
    return text[token.start].isupper()


def _speaks(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any("S" in tokens[at].kinds for at in range(start, min(end, start + 6)))


def _only_passages(tokens: Sequence[Token], at: int) -> bool:
    step = at
    while step < len(tokens) and tokens[step].shape != "¶":
        if tokens[step].shape not in "Q.,…":
            return False
        step += 1
    return True


def candidates(text: str, tokens: Sequence[Token], frame: Frame, cues: Cues) -> list[Candidate]:
    """All candidates of the passage's own sentence, the one before, and the one after."""
    found: list[Candidate] = []
    _after(text, tokens, frame, cues, found)
    _before(text, tokens, frame, cues, found)
    if frame.opens or frame.lead == "":
        _earlier(tokens, frame, cues, found)
    return found


def _verbs(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    return [
        at
        for at in range(start, end)
        if tokens[at].shape == "x" and ("S" in tokens[at].kinds or "J" in tokens[at].kinds)
    ]


def _behind(tokens: Sequence[Token], verb: int, limit: int) -> Phrase | None:
    """The phrase after a verb, past "sich"; of "heißt es in der Erklärung" the place."""
    at = verb + 1
    while at < limit and at < verb + 3 and tokens[at].shape == "x" and "a" in tokens[at].kinds:
        at += 1
    phrase = phrase_right(tokens, at, limit)
    if phrase is not None and phrase.kind == "it" and at + 2 < limit and "P" in tokens[at + 1].kinds:
        return phrase_right(tokens, at + 2, limit) or phrase
    return phrase


def _strength(token: Token) -> str:
    return "S" if "S" in token.kinds else "J"


def _gap(count: int) -> str:
    for limit in (0, 1, 2, 4, 7, 12, 20):
        if count <= limit:
            return str(limit)
    return "far"


def _add(found: list[Candidate], phrase: Phrase | None, pattern: str, cue: int, *features: str) -> None:
    if phrase is not None:
        found.append(Candidate(phrase, pattern, cue, [f"{pattern}:{feature}" for feature in features]))


def _after(text: str, tokens: Sequence[Token], frame: Frame, cues: Cues, found: list[Candidate]) -> None:
    start = frame.at + 1
    while start < frame.right and tokens[start].shape in ",—-":
        start += 1
    ended = "ended" if frame.last in ".。" else "asked" if frame.last in "?!…" else "open"
    if start >= frame.right:
        _pulled(tokens, frame, found)
        return
    _accorded(tokens, start, frame.right, cues, found, "after-according", ended)
    verbs = _verbs(tokens, start, frame.right)
    for rank, verb in enumerate(verbs[:4]):
        gap = verb - start
        near = "first" if rank == 0 else "later"
        strength = _strength(tokens[verb])
        following = tokens[verb + 1] if verb + 1 < frame.right else None
        if (
            following is not None
            and gap <= 1
            and "H" not in following.kinds
            and (gap == 0 or "A" in tokens[start].kinds or "a" in tokens[start].kinds)
        ):
            _add(found, _behind(tokens, verb, frame.right), "after-vs", verb, strength, ended, near)
        if gap > 1 and strength == "S" and tokens[verb - 1].shape in ",—":
            _add(found, _behind(tokens, verb, frame.right), "after-vs-late", verb, ended, near)
        subject = phrase_left(tokens, verb, start)
        if subject is not None:
            _add(
                found, subject, "after-sv", verb, strength, ended, near, f"skip{_gap(subject.start - start)}"
            )
    if cues.order == "sov" and verbs and frame.left < frame.at:
        _add(
            found,
            phrase_left(tokens, frame.at, frame.left),
            "around",
            verbs[0],
            ended,
            f"gap{_gap(verbs[0] - start)}",
        )
    _by(tokens, start, frame.right, cues, found, "after-by", ended)
    _noun_of(tokens, start, frame.right, found, "after-noun", ended)
    if tokens[frame.at + 1].shape in "—-(" and not verbs:
        _add(found, phrase_right(tokens, start, frame.right), "after-dash", -1, ended)


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
            _add(found, phrase._replace(end=stop), "after-line", -1, "dash")


def _accorded(
    tokens: Sequence[Token],
    start: int,
    end: int,
    cues: Cues,
    found: list[Candidate],
    pattern: str,
    *features: str,
) -> None:
    for at in range(start, end):
        if tokens[at].shape not in "xX":
            continue
        for words in cues.according:
            if tokens[at].low == words[0] and all(
                at + k < end and tokens[at + k].low == word for k, word in enumerate(words)
            ):
                phrase = phrase_right(tokens, at + len(words), end)
                _add(found, phrase, pattern, at, *features, f"skip{_gap(at - start)}")
                return


def _near(tokens: Sequence[Token], frame: Frame, found: list[Candidate]) -> None:
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
                    [f"near-pronoun:gap{_gap(frame.at - at)}", f"near-pronoun:lead{frame.lead}"],
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
            _add(
                found,
                phrase,
                "near-name",
                -1,
                f"gap{_gap(frame.at - at)}",
                f"lead{frame.lead}",
                "object" if object_ else "free",
            )


def _by(
    tokens: Sequence[Token],
    start: int,
    end: int,
    cues: Cues,
    found: list[Candidate],
    pattern: str,
    *features: str,
) -> None:
    """ "described by X as", "a call by X for"."""
    for at in range(start, end):
        if "B" in tokens[at].kinds and tokens[at].shape == "x":
            spoken = any(set("SJO") & set(tokens[k].kinds) for k in range(max(start, at - 3), at))
            spoken = spoken or (at == start and pattern == "after-by")
            phrase = phrase_right(tokens, at + 1, end) if spoken else None
            if phrase is not None:
                ties = (
                    phrase.core >= end
                    or tokens[phrase.core].low in ("as", "for", "that")
                    or tokens[phrase.core].shape in ":Q"
                )
                done = "immediate" if at == start else "judged" if "J" in tokens[at - 1].kinds else "said"
                _add(found, phrase, pattern, at, "spoken", "tied" if ties else "untied", done, *features)


def _noun_of(
    tokens: Sequence[Token], start: int, end: int, found: list[Candidate], pattern: str, *features: str
) -> None:
    """ "the verdict of X", "a statement from X"."""
    for at in range(start, end - 1):
        if (
            "O" in tokens[at].kinds
            and tokens[at].shape == "x"
            and tokens[at + 1].low in ("of", "from", "by", "von", "de", "du")
        ):
            _add(found, phrase_right(tokens, at + 2, end), pattern, at, tokens[at + 1].low, *features)


def _before(text: str, tokens: Sequence[Token], frame: Frame, cues: Cues, found: list[Candidate]) -> None:
    at, left = frame.at, frame.left
    if left == at:
        return
    lead = f"lead{frame.lead}"
    _accorded(tokens, left, at, cues, found, "before-according", lead)
    verbs = _verbs(tokens, left, at)
    for rank, verb in enumerate(reversed(verbs[-6:])):
        near = "nearest" if rank == 0 else "second" if rank == 1 else "farther"
        crossed = "crossed" if any(tokens[k].shape == "Q" for k in range(verb, at)) else "clear"
        strength = _strength(tokens[verb])
        features = (
            strength,
            lead,
            near,
            crossed,
            f"gap{_gap(at - verb - 1)}",
            f"{strength}{lead}",
            f"{near}{crossed}",
        )
        subject = _subject(tokens, verb, left)
        turned = cues.order == "v2" and _turned(tokens, verb, left)
        if turned:
            features = (*features, "turned")
        behind = _behind(tokens, verb, at) if cues.order == "v2" else None
        if behind is not None and subject is not None and _rivalled(tokens, subject, behind, verb):
            features = (*features, "rivalled")
        negated = any("N" in tokens[k].kinds for k in range(max(left, verb - 3), verb))
        if subject is not None:
            extra = ["negated"] if negated else []
            if any(
                "R" in tokens[k].kinds and tokens[k].shape == "x" and tokens[k].low != "that"
                for k in range(subject.core, verb)
            ):
                extra.append("relative")
            _add(found, subject, "before-sv", verb, *features, *extra)
            tied = (
                subject.start > left
                and "P" in tokens[subject.start - 1].kinds
                and tokens[subject.start - 1].shape == "x"
            )
            if tied or ("relative" in extra and subject.kind in ("document", "noun")):
                main = subject_of(tokens, _clause(tokens, left, verb), subject.start)
                _add(found, main, "before-main", verb, *features)
        inverted = (
            verb == left
            or tokens[verb - 1].shape in "Q,—"
            and (verb - 2 < left or tokens[verb - 2].shape == "Q" or tokens[verb - 1].shape == "Q")
        )
        if inverted or cues.order == "v2" or cues.order == "vso":
            phrase = _behind(tokens, verb, at)
            _add(found, phrase, "before-vs", verb, *features, "inverted" if inverted else "free")
    _by(tokens, left, at, cues, found, "before-by", lead)
    _noun_of(tokens, left, at, found, "before-noun", lead)
    _possessives(tokens, left, at, found, lead)
    if frame.lead == ":":
        label = subject_of(tokens, left, at)
        if label is not None and label.core == at - 1:
            _add(found, label, "label", -1, lead)
    _near(tokens, frame, found)
    if tokens[left].low.endswith("ing") and verbs and tokens[at + 1 : at + 2] and tokens[at + 1].shape == ",":
        _add(found, phrase_right(tokens, at + 2, frame.right), "dangling", -1, _strength(tokens[verbs[-1]]))
    main = subject_of(tokens, left, at)
    if main is not None:
        _add(found, main, "subject", -1, lead, "verbs" if verbs else "silent", f"gap{_gap(at - main.core)}")


def _rivalled(tokens: Sequence[Token], subject: Phrase, behind: Phrase, verb: int) -> bool:
    """ "Ähnlich äußerte sich X": one word opens the clause, and what follows the verb can only be the subject."""
    first = tokens[behind.start]
    nominative = (
        behind.kind in ("he", "she", "they")
        or first.shape == "X"
        or first.low in ("die", "das", "ein", "eine", "le", "la", "el")
    )
    return (
        subject.core - subject.start == 1 and subject.core == verb and nominative and "q" not in first.kinds
    )


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
            if (
                own is not None
                and own.kind in ("name", "role")
                and own.start > low
                and tokens[own.start - 1].low in ("with", "of")
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


def _possessives(tokens: Sequence[Token], left: int, at: int, found: list[Candidate], lead: str) -> None:
    for step in range(at - 1, left - 1, -1):
        if tokens[step].possessive:
            follows = next((k for k in range(step + 1, min(at, step + 4)) if "O" in tokens[k].kinds), None)
            phrase = phrase_left(tokens, step + 1, left)
            if phrase is not None and follows is not None:
                _add(found, phrase, "before-possessive", step, lead, f"gap{_gap(at - step - 1)}")


def _earlier(tokens: Sequence[Token], frame: Frame, cues: Cues, found: list[Candidate]) -> None:
    """The sentence before the passage's own."""
    stop = frame.left
    paragraph = "same"
    while stop > 0 and tokens[stop - 1].shape in ".¶":
        if tokens[stop - 1].shape == "¶":
            paragraph = "other"
        stop -= 1
    if stop == 0 or tokens[stop - 1].shape == "Q":
        colon = False
        if stop == 0:
            return
    start = stop
    while start > 0 and stop - start < _REACH and tokens[start - 1].shape not in ".¶":
        start -= 1
    colon = tokens[stop - 1].shape in ":,"
    features = (
        paragraph,
        "colon" if colon else "plain",
        "opens" if frame.opens_paragraph else "inside",
        "alone" if frame.alone else "mixed",
    )
    verbs = _verbs(tokens, start, stop)
    for rank, verb in enumerate(reversed(verbs[-3:])):
        subject = _subject(tokens, verb, start)
        _add(
            found,
            subject,
            "earlier-sv",
            verb,
            *features,
            "last" if rank == 0 else "notlast",
            f"{_strength(tokens[verb])}{'colon' if colon else ''}",
        )
        if verb > start and tokens[verb - 1].shape in ",Q":
            _add(found, _behind(tokens, verb, stop), "earlier-vs", verb, *features)
    main = subject_of(tokens, start, stop)
    if main is not None:
        _add(found, main, "earlier-subject", -1, *features, "verbs" if verbs else "silent")


__all__ = ["Candidate", "Frame", "candidates", "frame_of", "kind_of"]
