"""The translator, as the pure rooms see it: every text a person sees goes through one."""

from typing import Protocol


class Translator(Protocol):
    """Says things in one language. English texts are the keys; `{name}` marks are filled from keywords."""

    language: str

    def __call__(self, text: str, /, **values: object) -> str: ...

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """`{n}` is filled with n."""
        ...
