"""SQL and Redis in, values out. No rules, no commits: those are the services'."""
