"""${message}."""

import sqlalchemy as sa
from alembic import op

from customers.database.columns import Id, Json, Minor, Moment, Words

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Apply this step."""
    ${upgrades if upgrades else "pass"}
