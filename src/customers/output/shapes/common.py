"""The columns that several shapes share.

A `drop` rank orders the columns of any table: reasons and actors are dropped first, emails and labels last.
"""

from customers.domain.ids import shown_end
from customers.output.shapes.columns import DAY, MINUTE, SECOND, Column, Row, number

# Characters of the end of an id of a run or a merge.
END_LENGTH = 6
# Names up to this length stand whole on any terminal.
_LEAST_NAME = 28

ID = Column("id", "ID", "whole")
CUSTOMER_ID = Column("customer_id", "Customer", "whole")
EMAIL = Column("email", fit="whole", drop=20)
PHONE = Column("phone", fit="whole", drop=6)
FULL_NAME = Column("full_name", "Name", least=_LEAST_NAME)
TOTAL_ORDERS = number("total_orders", "Orders", drop=14)
TOTAL_SPENT = number("total_spent", "Spent", drop=15)
TAGS = Column("tags", drop=3)
COMPANY = Column("company", drop=4)
COUNTRY = Column("country", drop=8)
CITY = Column("city", drop=18)
IS_VIP = Column("is_vip", "VIP", "whole", drop=10)
EXTERNAL_IDS = Column("external_ids", "External IDs")
CREATED_AT = Column("created_at", "Created", time=MINUTE)
UPDATED_AT = Column("updated_at", "Updated", time=MINUTE)

NUMBER = Column("number", fit="whole")
SOURCE = Column("source", drop=7)
STATUS = Column("status", drop=16)
CURRENCY = Column("currency", drop=9)
TOTAL = number("total")
REFUNDED = number("refunded", drop=13)
PLACED_AT = Column("placed_at", "Placed", "whole", drop=19, time=MINUTE)

AT = Column("at", "Time", "whole", time=SECOND)
ACTOR = Column("actor", fit="fold", drop=2)
REASON = Column("reason", fit="fold", drop=1)
LABEL = Column("label", fit="fold", drop=21)
WHY = Column("why", fit="fold")
NAME = Column("name", fit="whole")


# A card shows the minute, a table the day.
LAST_ORDER_AT = Column("last_order_at", "Last order", "whole", drop=12, time=MINUTE, table_time=DAY)


def end_of_id(row: Row) -> str:
    """Return the end of an id, by which people name a run or a merge."""
    return str(row["id"])[-END_LENGTH:]


def end_of_customer_id(row: Row) -> str:
    """Return the end of the id of a customer."""
    return shown_end(row["customer_id"])


# A table of people has the end of the id, which names a customer, beside name and email.
CUSTOMER_END = Column("customer_id", "Customer", "whole", drop=11, value=end_of_customer_id)


def person_fields(*sides: str) -> tuple[str, ...]:
    """Return the fields on request with the name and email of each person of a record."""
    return tuple(f"{side}_{name}" for side in sides for name in ("name", "email"))


def person_columns(*sides: str) -> tuple[Column, ...]:
    """Return the columns of `person_fields`."""
    return tuple(Column(name, fit="whole" if name.endswith("_email") else "fold") for name in person_fields(*sides))


def person_column(side: str, id_field: str, heading: str = "") -> Column:
    """Return a column with a person of a record in words."""
    return Column(side, heading, "fold", value=lambda row: person_text(row[f"{side}_name"], row[f"{side}_email"], str(row[id_field])))


def person_text(name: str | None, email: str | None, customer_id: str) -> str:
    """Return a person by name and email, and the end of the id, which names an erased one too."""
    return " ".join(filter(None, (name, email and f"<{email}>", f"…{shown_end(customer_id)}")))


def value_column(name: str) -> Column:
    """Return a column of a value before or after a change, where "no" is not a blank."""
    return Column(name, fit="fold", shows_no=True)
