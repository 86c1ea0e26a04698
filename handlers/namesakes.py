"""Who said it: statements that belong to one person or body, over outlets and short and full names; pure.

Two people of one family name, or of one name with offices that have nothing in common, are kept apart: a statement
put to the wrong one of them is worse than a question too many.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.render.quotes import speaker_of
from bot.model.story import Quote, Story
from bot.stories.fold import fold, tokens

Statement = tuple[Story, Quote]

_TITLES = frozenset(
    token.text
    for token in tokens(
        "mr mrs ms miss mx dr prof professor sir dame lord lady judge justice president minister senator herr frau m mme "
        "señor señora sr sra"
    )
)
_EMPTY = frozenset(
    token.text
    for token in tokens(
        "of the for and a an in at on to his her its their former ex then acting deputy senior new de la le les du des "
        "der die das und von für el los las del y et"
    )
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person or body: what outlets call it most, with the newest role they give, and what it said."""

    name: str
    role: str
    role_words: frozenset[str]
    statements: Sequence[Statement]


def words_of(text: str) -> frozenset[str]:
    """Folded words."""
    return frozenset(token.text for token in tokens(text))


def name_of(quote: Quote) -> str:
    return speaker_of(quote)[0]


def role_words(quote: Quote) -> frozenset[str]:
    """The words of a speaker's role that tell something."""
    return frozenset(word for word in words_of(speaker_of(quote)[1]) if len(word) > 1 and word not in _EMPTY)


def people_named(asked: str, statements: Sequence[Statement]) -> list[Person]:
    """Those in whose name all words of `asked` stand, who is quoted most first."""
    wanted = words_of(asked)
    by_name: dict[frozenset[str], list[Statement]] = {}
    for statement in statements:
        words = words_of(name_of(statement[1])) - _TITLES
        if words:
            by_name.setdefault(words, []).append(statement)
    people: list[Person] = []
    for names, own in _joined(by_name):
        if _within(wanted, names):
            people += [_person(each) for each in _offices(own)]
    return sorted(people, key=lambda person: -len(person.statements))


def _joined(
    by_name: dict[frozenset[str], list[Statement]],
) -> list[tuple[frozenset[str], list[Statement]]]:
    """A short name is the full one's, where only one full one fits; else it stands alone."""
    joined: list[tuple[frozenset[str], list[Statement]]] = []
    for words in sorted(by_name, key=lambda words: (-len(words), -len("".join(words)), sorted(words))):
        fits = [(names, own) for names, own in joined if _within(words, names)]
        if len(fits) == 1:
            fits[0][1].extend(by_name[words])
        else:
            joined.append((words, list(by_name[words])))
    return joined


def _within(short: frozenset[str], full: frozenset[str]) -> bool:
    """Every word is there, or is an initial of one that is."""
    return all(
        word in full or (len(word) == 1 and any(other.startswith(word) for other in full)) for word in short
    )


def _offices(statements: Sequence[Statement]) -> list[list[Statement]]:
    """One list for each person of one name: those whose roles share a word, or that one outlet gives both, are one.

    Roles are compared in the language most of them are in; all that gives no role goes with who is quoted most.
    """
    with_role = [each for each in statements if role_words(each[1])]
    languages = Counter(_language(story) for story, _ in with_role)
    main = languages.most_common(1)[0][0] if languages else ""
    groups: list[tuple[set[str], set[str], list[Statement]]] = []
    rest = [each for each in statements if not role_words(each[1])]
    for story, quote in with_role:
        if _language(story) != main:
            rest.append((story, quote))
            continue
        words, outlet = set(role_words(quote)), {fold(story.lead.outlet)}
        own: list[Statement] = [(story, quote)]
        for group in [group for group in groups if group[0] & words or group[1] & outlet]:
            groups.remove(group)
            words, outlet, own = words | group[0], outlet | group[1], group[2] + own
        groups.append((words, outlet, own))
    lists = sorted((own for _, _, own in groups), key=len, reverse=True) or [[]]
    lists[0].extend(rest)
    return lists


def _language(story: Story) -> str:
    return (story.language or "").partition("-")[0]


def _person(statements: Sequence[Statement]) -> Person:
    newest = sorted(statements, key=lambda each: each[0].seen_at, reverse=True)
    names = Counter(name_of(quote) for _, quote in newest)
    # The fullest of them: an initial tells less than a name.
    full = max(names, key=lambda name: (sum(map(len, words_of(name) - _TITLES)), names[name]))
    role = next((speaker_of(quote)[1] for _, quote in newest if speaker_of(quote)[1]), "")
    words = frozenset(word for _, quote in newest for word in role_words(quote))
    return Person(full, role, words, newest)
