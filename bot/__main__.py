"""`python -m bot` is `watchword`."""

from bot.cli.main import main

raise SystemExit(main())
