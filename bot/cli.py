"""The commands an operator types."""


def main() -> int:
    return 0
