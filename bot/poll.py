"""LINE 1, the way in: bytes become entries, stories and alerts, written down in one piece."""
