"""LINE 2, the way out: alerts owed become messages sent, settled."""
