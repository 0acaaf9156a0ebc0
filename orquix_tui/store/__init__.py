"""DuckDB, the run journal and the lock around both; rows stop here."""
