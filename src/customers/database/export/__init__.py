"""Export rows as text that the database builds."""
