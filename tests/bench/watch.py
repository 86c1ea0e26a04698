"""5,000 watches over a teaser, an article and a long one: what each costs beside reading its words once."""

import random
import statistics
import time
from datetime import UTC, datetime

from bot.model.ids import InterestKey
from bot.model.interest import Watch
from bot.stories.fold import tokens
from bot.stories.query_document import SearchDocument
from bot.stories.search import judge, parse_query
from bot.stories.watch import Watches, compile_watches, match_watches

WATCHES = 5_000
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def main() -> None:
    chance = random.Random(1)
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 10))) for _ in range(20_000)
    ]
    weights = [1 / (number + 10) for number in range(len(words))]

    def word() -> str:
        # People watch for telling words, seldom for the most frequent ones.
        return words[int(chance.triangular(3000, len(words) - 1, 15000))]

    forms = (
        "{} {}",
        '"{} {}" OR {}',
        "{} ({} OR {}) -{}",
        "title:{} {}",
        "{}* {}",
        "{} lang:en",
        '"{} {}" after:30d',
        "quote:{} {}",
        'speaker:"{} {}" {}',
    )
    watches = []
    for number in range(WATCHES):
        form = chance.choice(forms)
        query = parse_query(form.format(*(word() for _ in range(form.count("{}")))))
        watches.append(Watch(InterestKey(f"watch:{number}"), "", query))
    began = time.process_time()
    compiled = compile_watches(watches)
    print(f"{WATCHES:,} watches compiled in {(time.process_time() - began) * 1000:.0f} ms")
    articles, answered = [""], [0]
    for length in (80, 500, 1500):
        articles = [" ".join(chance.choices(words, weights, k=length)) for _ in range(60)]
        answered = _measure(articles, compiled)
    document = SearchDocument(titles=(articles[0][:70],), text=articles[0], seen_at=NOW, language="en")
    began = time.process_time()
    alone = sum(judge(watch.query, document, NOW) for watch in watches)
    print(
        f"one by one {(time.process_time() - began) * 1000:.1f} ms ({alone} answered, {answered[0]} at once)"
    )


def _measure(articles: list[str], compiled: Watches) -> list[int]:
    """Prints what articles cost; how many watches each answers."""
    took, reading, answered, waiting = [], [], [], []
    for text in [*articles, *articles]:  # the second time: a bot that runs has met most words before
        began = time.process_time()
        read = tokens(text)
        reading.append((time.process_time() - began) * 1000)
        document = SearchDocument(titles=(text[:70],), text=text, seen_at=NOW, language="en", line=read)
        began = time.process_time()
        found = match_watches(document, text[:70], text, compiled, NOW)
        took.append((time.process_time() - began) * 1000)
        answered.append(len(found.places))
        waiting.append(bool(found.waiting))
    print(
        f"articles of about {len(articles[0]):,} characters; {statistics.mean(answered):.1f} watches answered by each; "
        f"for {sum(waiting)} of {len(waiting)} somebody wants to know who is quoted"
    )
    print(
        f"  reading its words {statistics.median(reading[60:]):.2f} ms; watches: median "
        f"{statistics.median(took[60:]):.2f} ms (words never met before: {statistics.median(took[:60]):.2f})"
    )
    return answered


if __name__ == "__main__":
    main()
