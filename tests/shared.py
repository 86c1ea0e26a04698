"""Where the measuring sets are, for tests and tables that need them; they are not part of the project."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("WATCHWORD_SHARED") or Path(__file__).parents[1].parent / "shared")
