"""config.toml and the environment become a Config; each mistake names its key and the remedy."""
