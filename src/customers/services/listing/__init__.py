"""Lists, searches, bulk selections and exports."""
