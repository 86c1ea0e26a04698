"""Start and memory: the whole bot's imports, beside python-telegram-bot's own; each in a process of its own."""

import statistics
import subprocess
import sys

RUNS = 5

_PROGRAM = """
import resource, sys, time
began = time.process_time()
{imports}
print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

SIDES = {
    "nothing": "pass",
    "python-telegram-bot": "import telegram.ext",
    "PTB, APScheduler, feedparser, TinyDB, aiohttp": (
        "import telegram.ext, apscheduler.schedulers.asyncio, feedparser, tinydb, aiohttp"
    ),
    "watchword, all of it": "import bot.app, bot.messages.send, handlers.gateway",
    "watchword explain (no Telegram)": "import bot.cli.explain",
}


def main() -> None:
    print(f"{'':48} {'CPU s':>7} {'MB':>7}   median of {RUNS}, processes in turn")
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in SIDES}
    for _ in range(RUNS):
        for name, imports in SIDES.items():
            out = subprocess.run(
                [sys.executable, "-c", _PROGRAM.format(imports=imports)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            seconds, megabytes = map(float, out.split())
            figures[name].append((seconds, megabytes))
    for name, runs in figures.items():
        seconds = statistics.median(run[0] for run in runs)
        megabytes = statistics.median(run[1] for run in runs)
        print(f"{name:48} {seconds:7.2f} {megabytes:7.0f}")


if __name__ == "__main__":
    main()
