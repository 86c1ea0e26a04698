"""The pieces of a query become a tree. With a stack of its own instead of calls, so no depth of brackets breaks it."""

from dataclasses import dataclass, field
from itertools import pairwise

from bot.model.query import After, And, Before, Field, Not, Or, Phrase, Query, Word
from bot.stories.query_document import Sought, sought
from bot.stories.query_lex import DASHES, Kind, Mistake, Piece, lex

#: How deep ANDs and ORs may alternate. Brackets that change nothing do not count.
DEEPEST = 24
#: Stands in a corrected query where nobody said what to find.
_TO_FIND = "surveillance"


@dataclass(slots=True)
class _Group:
    """An open pair of brackets, or the whole query."""

    opened: Piece | None
    where: Field
    #: Joined by OR; in each those joined by AND, with their depths.
    alternatives: list[list[tuple[Query, int]]] = field(default_factory=lambda: [[]])
    #: An operator that still waits for what follows it.
    waiting: Piece | None = None
    not_piece: Piece | None = None
    #: Did anything stand between the brackets, even signs without a word?
    filled: bool = False

    def add(self, node: Query | None, depth: int) -> None:
        self.filled = True
        self.waiting = None
        negated, self.not_piece = self.not_piece is not None, None
        if node is not None:
            self.alternatives[-1].append((Not(node), depth + 1) if negated else (node, depth))


def parse(text: str) -> Query | None:
    """The tree of a query; None if it has signs but no word. Raises Mistake."""
    groups = [_Group(None, Field.ANY)]
    pieces = lex(text)
    if not pieces:
        raise Mistake("There is nothing to look for.", 0, (0, len(text), ""))
    for piece in pieces:
        group = groups[-1]
        match piece.kind:
            case Kind.OPEN:
                groups.append(_Group(piece, piece.field or group.where))
            case Kind.CLOSE:
                if len(groups) == 1:
                    raise Mistake(
                        "A bracket is closed that was never opened.",
                        piece.start,
                        (piece.start, piece.end, ""),
                    )
                groups.pop()
                groups[-1].add(*_close(group, piece.end))
            case Kind.AND | Kind.OR:
                _join(group, piece)
            case Kind.NOT:
                group.not_piece = group.waiting = piece
            case _:
                group.add(_leaf(piece, group.where), 1)
    if len(groups) > 1:
        opened = groups[-1].opened
        raise Mistake(
            "A bracket is opened and never closed.",
            opened.start if opened else 0,
            (len(text), len(text), ")"),
        )
    node, _ = _close(groups[0], len(text))
    if node is None and all(piece.text.strip(f"+:{DASHES}") == "" for piece in pieces):
        raise Mistake("There is nothing to look for.", 0, (0, len(text), ""))
    if node is not None and _negative(node):
        raise _nothing_to_find(text, pieces)
    if node is not None and (against := _contradicted(node)) is not None:
        raise _never(text, pieces, against)
    return node


def _nothing_to_find(text: str, pieces: list[Piece]) -> Mistake:
    what = "Something to find is missing: a query cannot consist only of what must not occur."
    for piece, following in pairwise(pieces):
        if piece.kind is Kind.OR and following.kind is Kind.NOT:
            # "a OR -b": what is wanted is most likely a without b.
            return Mistake(what, following.start, (piece.start, piece.end, ""))
    first = next(piece for piece in pieces if piece.kind is Kind.NOT)
    whole = f"({text})" if any(piece.kind is Kind.OR for piece in pieces) else text
    return Mistake(what, first.start, (0, len(text), f"{_TO_FIND} {whole}"))


def _contradicted(node: Query) -> Query | None:
    """What must occur and must not, in one place of a tree; None if there is nothing."""
    match node:
        case And(nodes=nodes):
            wanted = {_same(each) for each in nodes}
            for each in nodes:
                if isinstance(each, Not) and _same(each.node) in wanted:
                    return each.node
            return next((found for each in nodes if (found := _contradicted(each)) is not None), None)
        case Or(nodes=nodes):
            return next((found for each in nodes if (found := _contradicted(each)) is not None), None)
        case _:
            return None


def _same(node: Query) -> object:
    """Equal for words and phrases that look for the same."""
    return (_sought(node), node.field) if isinstance(node, Word | Phrase) else node


def _sought(node: Query) -> Sought | None:
    """What a word or phrase looks for."""
    match node:
        case Word(text=text, prefix=prefix):
            return sought(text, prefix)
        case Phrase(text=text):
            return sought(text, prefix=False)
        case _:
            return None


def _never(text: str, pieces: list[Piece], against: Query) -> Mistake:
    what = "This can never be found: it must occur and must not."
    for piece, following in pairwise(pieces):
        if piece.kind is Kind.NOT and sought(following.text, following.prefix) == _sought(against):
            return Mistake(what, piece.start, (piece.start, following.end, ""))
    first = next(piece for piece in pieces if piece.kind is Kind.NOT)
    return Mistake(what, first.start, (0, len(text), ""))


def _leaf(piece: Piece, outer: Field) -> Query | None:
    where = piece.field or outer
    if piece.kind is Kind.NOTHING:
        return None
    if piece.when is not None:
        return After(piece.when) if piece.kind is Kind.AFTER else Before(piece.when)
    if piece.kind is Kind.PHRASE:
        return Phrase(piece.text, where)
    return Word(piece.text, where, piece.prefix)


def _join(group: _Group, piece: Piece) -> None:
    if group.waiting is not None or not group.filled:
        raise Mistake(
            "AND and OR stand between two things to look for; one is missing.",
            piece.start,
            (piece.start, piece.end, ""),
        )
    group.waiting = piece
    if piece.kind is Kind.OR:
        group.alternatives.append([])


def _close(group: _Group, end: int) -> tuple[Query | None, int]:
    """The node that brackets stand for, and its depth."""
    if group.waiting is not None:
        last = group.waiting
        raise Mistake("Something to look for is missing after this.", last.start, (last.start, last.end, ""))
    if not group.filled:
        opened = group.opened
        raise Mistake(
            "There is nothing between the brackets.",
            opened.start if opened else 0,
            (opened.start if opened else 0, end, ""),
        )
    sides = [side for nodes in group.alternatives if (side := _combined(nodes, And))]
    whole = _combined(sides, Or)
    if whole is None:
        return None, 0
    if whole[1] > DEEPEST:
        raise Mistake(
            "The brackets are nested too deep.", group.opened.start if group.opened else 0, (0, 0, "")
        )
    return whole


def _combined(nodes: list[tuple[Query, int]], kind: type[And | Or]) -> tuple[Query, int] | None:
    """The nodes joined, each once; what is joined in the same way already is laid flat."""
    flat: dict[Query, int] = {}
    for node, depth in nodes:
        if isinstance(node, kind):
            flat.update(dict.fromkeys(node.nodes, depth - 1))
        else:
            flat[node] = depth
    if not flat:
        return None
    if len(flat) == 1:
        return next(iter(flat.items()))
    return kind(tuple(flat)), max(flat.values()) + 1


def _negative(node: Query) -> bool:
    match node:
        case Not():
            return True
        case And(nodes=nodes):
            return all(_negative(each) for each in nodes)
        case Or(nodes=nodes):
            return any(_negative(each) for each in nodes)
        case _:
            return False
