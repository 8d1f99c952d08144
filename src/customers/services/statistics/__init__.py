"""VIPs and segments: counts, changes, overrides and explanations."""
