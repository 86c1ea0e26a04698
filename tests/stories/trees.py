"""Queries grown from words: what the properties of search and of watches are tried on."""

from hypothesis import strategies as st

from bot.model.query import And, Not, Or, Query


def queries_of(leaves: st.SearchStrategy[Query], *, most: int) -> st.SearchStrategy[Query]:
    """Trees of AND, OR and NOT over at most so many leaves."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, min_size=1, max_size=3).map(lambda nodes: And(tuple(nodes))),
            st.lists(inner, min_size=1, max_size=3).map(lambda nodes: Or(tuple(nodes))),
        ),
        max_leaves=most,
    )
