"""Settings: flag, environment, `.env`, default; each value with its source."""
