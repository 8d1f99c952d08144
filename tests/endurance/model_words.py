"""The few values of the machine, few enough to collide."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

START = datetime(2026, 6, 1, tzinfo=UTC)
NUMBERS = "123456"

emails = st.sampled_from(["a@x.com", "A@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com", "f@x.com"])
phones = st.sampled_from(["+919876543210", "+919811111111", "+14155552671"])
first_names = st.sampled_from(["Asha", "Björn", "Chand"])
last_names = st.sampled_from(["Rao", "Roy"])
notes = st.sampled_from(["tea", "tea\n\nno nuts", "-"])
labels = st.lists(st.sampled_from(["Gold", "GOLD", "b2b", "new", "big  spender", "Straße", "STRASSE"]), min_size=1, max_size=3)
external_ids = st.dictionaries(st.sampled_from(["shop", "till"]), st.sampled_from(NUMBERS[:4]), min_size=1, max_size=2)
places = st.fixed_dictionaries(
    {
        "address1": st.sampled_from(["12 MG Road", "12, M.G. ROAD", "7 Fort Street", "1 Main St"]),
        "city": st.sampled_from(["Pune", "pune", "Mumbai"]),
        "state": st.sampled_from(["Maharashtra", "MH"]),
        "pincode": st.sampled_from(["411001", "411 001"]),
    },
    optional={"type": st.sampled_from(["shipping", "billing"]), "company": st.just("Rao & Co"), "is_default": st.booleans()},
)
profiles = {
    "email": emails,
    "phone": phones,
    "last_name": last_names,
    "notes": notes,
    "external_ids": external_ids,
    "tags": labels,
    "accepts_marketing": st.booleans(),
    "addresses": st.lists(places, min_size=1, max_size=2),
}
bodies = st.fixed_dictionaries({"first_name": first_names}, optional=profiles)
changes = st.fixed_dictionaries(
    {},
    optional={
        name: st.none() | value if name in ("email", "phone", "last_name", "notes", "tags") else value for name, value in profiles.items()
    }
    | {
        "first_name": first_names,
        "external_ids": st.none()
        | st.dictionaries(st.sampled_from(["shop", "till"]), st.none() | st.sampled_from(NUMBERS[:4]), min_size=1),
    },
).filter(bool)
dates = st.integers(0, 150).map(lambda day: datetime.fromtimestamp(START.timestamp() - day * 86400, UTC))
amounts = st.sampled_from([0, 100, 400, 999, 1000])
purchases = st.builds(
    lambda total, sign, part, status, placed_at: {
        "total": sign * total,
        "refunded": {"none": 0, "some": total // 4, "all": total}[part],
        "status": status,
        "placed_at": placed_at,
    },
    amounts,
    st.sampled_from([1, 1, 1, 1, -1]),
    st.sampled_from(["none", "none", "none", "some", "all"]),
    st.sampled_from(["paid", "paid", "paid", "shipped", "cancelled", "refunded"]),
    dates,
)
sides = st.sampled_from(["survivor", "absorbed"])
takes = st.dictionaries(
    st.sampled_from(
        ["email", "phone", "last_name", "accepts_marketing", "notes", "vip_override", "external_ids.shop", "external_ids.till"]
    ),
    sides,
    max_size=3,
)
selections: dict[str, st.SearchStrategy[Any]] = {
    "tag": labels,
    "any-tag": labels,
    "without-tag": labels,
    "accepts-marketing": st.none(),
    "no-accepts-marketing": st.none(),
    "vip": st.none(),
    "no-vip": st.none(),
    "segment": st.sampled_from(["new", "returning", "loyal", "vip", "at_risk"]),
    "min-orders": st.integers(0, 4),
    "max-orders": st.integers(0, 4),
    "min-spent": amounts,
    "max-spent": amounts,
    "has-email": st.none(),
    "no-email": st.none(),
    "has-phone": st.none(),
    "city": st.sampled_from(["pune", "Mumbai"]),
    "ordered-after": dates,
    "ordered-before": dates,
    "search": st.sampled_from(["asha", "bjorn", "rao", "x.com", "a@x.com", "shop", "shop:1", "pune rao", "98111", "gold", "zzz", "%", "_"]),
}
sorts = st.sampled_from(["created_at", "updated_at", "name", "email", "total_orders", "total_spent", "last_order_at"])


def options(selection: dict[str, Any]) -> list[str]:
    """Return a selection as options of a command line."""
    words = []
    for name, value in selection.items():
        for each in value if isinstance(value, list) else [value]:
            text = each.isoformat() if isinstance(each, datetime) else each
            words.append(f"--{name}" if text is None else f"--{name}={text}")
    return words


def lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def table(rows: list[dict[str, Any]]) -> str:
    r"""Return rows as CSV: a blank cell keeps a value, `\N` clears it."""
    flat = [flatten(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(flat)
    return text.getvalue()


def flatten(row: dict[str, Any]) -> dict[str, str]:
    """Return a customer as one row, with at most one address."""
    cells = {name: r"\N" if value is None else str(value) for name, value in row.items() if name != "addresses"}
    if row.get("tags"):
        cells["tags"] = ",".join(row["tags"])
    if row.get("external_ids"):
        cells["external_ids"] = ";".join(f"{system}:{value}" for system, value in row["external_ids"].items())
    for place in row.get("addresses", [])[:1]:
        names = {"type": "address_type", "company": "address_company"}
        cells |= {names.get(name, name): str(value) for name, value in place.items()}
    return cells
