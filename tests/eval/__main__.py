"""`python -m tests.eval [NAME …]`: the tables of the measuring sets, where they are at hand."""

import importlib
import sys

TABLES = ("quotes", "relevance", "same", "week")


def main(names: list[str]) -> int:
    unknown = set(names) - set(TABLES)
    if unknown:
        print(
            f"no table called {', '.join(sorted(unknown))}; there are: {', '.join(TABLES)}", file=sys.stderr
        )
        return 2
    for name in names or TABLES:
        print(f"── {name} " + "─" * (76 - len(name)), flush=True)
        importlib.import_module(f"tests.eval.{name}").main()
        print(flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
