"""Settings: flag, environment, `.env`, the shops of the user's file, default; each value with its source."""
