"""Every error raised on purpose. What the world does is a value (bot.model); these are faults and mistakes.

WatchwordError            .exit_status, .remedy
├── ConfigError           78  a mistake in config.toml or the environment
├── TokenRefused          78  Telegram does not know this token
├── StoreError            1
│   ├── StoreInUse        75  another process holds the data folder
│   └── StoreDamaged      1   a file cannot be read; what was saved and where
├── TokenInUse            75  another process polls with this token (409)
├── TopicError            1   a mistake in a topic file: file, line, remedy (78 under `run` for none left)
├── UsageError            2   what somebody typed: the place, one sentence, a corrected form
└── ChildFailed           1   the reading child cannot be started at all
"""


class WatchwordError(Exception):
    """`str(error)` is one line: what and where; `remedy` one line: what to do."""

    exit_status = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


class ConfigError(WatchwordError):
    exit_status = 78
    #: Further mistakes of the same file.
    others: tuple["ConfigError", ...] = ()


class TokenRefused(WatchwordError):
    exit_status = 78


class StoreError(WatchwordError):
    pass


class StoreInUse(StoreError):
    exit_status = 75


class StoreDamaged(StoreError):
    pass


class TokenInUse(WatchwordError):
    exit_status = 75


class TopicError(WatchwordError):
    pass


class ChildFailed(WatchwordError):
    pass


class UsageError(WatchwordError):
    """A mistake in what a person typed. `at` is the offset of its place in `text`, `corrected` a form that works."""

    exit_status = 2

    def __init__(
        self,
        what: str,
        remedy: str = "",
        *,
        text: str = "",
        at: int | None = None,
        corrected: str | None = None,
    ) -> None:
        super().__init__(what, remedy)
        self.text = text
        self.at = at
        self.corrected = corrected
