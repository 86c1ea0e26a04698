"""When a feed is asked again; pure."""
