"""Plan, kernel and what drives them; the only place that knows DuckDB."""
