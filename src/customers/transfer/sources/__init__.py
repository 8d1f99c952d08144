"""Where rows come from: files and queries."""
