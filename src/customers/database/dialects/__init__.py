"""The engines: SQLite, PostgreSQL, and a Citus cluster of PostgreSQL servers. No other module depends on the engine."""
