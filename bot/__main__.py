"""`python -m bot` is `watchword`."""

from bot.cli import main

raise SystemExit(main())
