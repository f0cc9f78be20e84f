"""Stand-ins for CRMs: servers on this machine that take and refuse what the real ones document."""
