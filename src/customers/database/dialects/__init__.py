"""The engines: SQLite, PostgreSQL, and a Citus cluster of PostgreSQL servers. No other module asks which of them it works on."""
