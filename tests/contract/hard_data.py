"""A shop of the past with fields that are hard to print, and the command lines that print it."""

from typing import Any

# Of a UUID version that the program never generates, so that the ids remain in the expected outputs.
ID = "00000000-0000-4000-8000-00000000c{:03}"

CUSTOMERS: list[dict[str, Any]] = [
    {
        "id": ID.format(1),
        "email": "Zoë.O'Brien+shop@example.com",
        "phone": "+919876543210",
        "first_name": "Zoë",
        "last_name": 'O\'Brien, "Zo"',
        "accepts_marketing": True,
        "tags": ["=1+1", "Étoile", "b2b"],
        "notes": "first line\nsecond\tline [red]not red[/red] :smile:",
        "external_ids": {"shopify": "8779761975521", "erp": "00042"},
    },
    {"id": ID.format(2), "first_name": "=HYPERLINK(1)", "last_name": "@sum", "notes": "-1", "email": "plus@example.com"},
    {"id": ID.format(3), "first_name": "अमित", "last_name": "शर्मा", "phone": "+919876543210", "tags": ["ग्राहक"]},
    {"id": ID.format(4), "first_name": "محمد", "last_name": "\u202eevil\u202c", "notes": "right \u2067to\u2069 left"},
    {"id": ID.format(5), "first_name": "👩‍👩‍👧 Family", "last_name": "美咲", "accepts_marketing": False},
    {"id": ID.format(6), "first_name": "'quoted", "last_name": "'=1", "external_ids": {"shop": "a,b"}},
    {"id": ID.format(7), "first_name": "x" * 255, "email": "long@example.com"},
    {"id": ID.format(8), "first_name": "100%", "last_name": "under_score \\N", "notes": "\\N"},
]
for _number, _customer in enumerate(CUSTOMERS):
    _customer["created_at"] = f"2001-02-0{_number + 1}T10:00:00Z"
    _customer["updated_at"] = f"2001-03-0{_number + 1}T10:00:00Z"

ADDRESSES: list[dict[str, Any]] = [
    {
        "id": ID.format(101),
        "customer_id": ID.format(1),
        "type": "shipping",
        "company": "Ærø & Söhne, Inc.",
        "address1": '12 "MG" Road',
        "address2": "=floor",
        "city": "Pune",
        "state": "Maharashtra",
        "pincode": "411001",
        "country": "IN",
    },
    {
        "id": ID.format(102),
        "customer_id": ID.format(1),
        "type": "billing",
        "first_name": "Zoë",
        "phone": "+919876543210",
        "address1": "[bold]7[/bold] Fort",
        "city": "Zürich",
        "state": "ZH",
        "pincode": "08001",
        "country": "CH",
    },
    {
        "id": ID.format(103),
        "customer_id": ID.format(4),
        "type": "shipping",
        "address1": "شارع\u202e",
        "city": "دبي",
        "state": "DU",
        "pincode": "00000",
        "country": "AE",
    },
]

ORDERS: list[dict[str, Any]] = [
    {"number": "#1001", "source": "shopify", "total": "51234.50", "status": "paid"},
    {"number": "=2+3", "source": "pos", "total": "0.10", "status": "paid"},
    {"number": "1003", "source": "pos", "total": "0.20", "status": "Cancelled"},
    {"number": "1004", "source": "pos", "total": "99", "refunded": "99", "status": "refunded"},
    {"number": "1005", "source": "pos", "total": "10.00", "refunded": "2.50", "currency": "USD", "base_total": "830.00", "status": "paid"},
]
for _number, _order in enumerate(ORDERS):
    _order |= {"customer_id": ID.format(1 if _number != 1 else 3), "placed_at": f"2001-04-0{_number + 1}T23:59:59+05:30"}

FIRST = ID.format(1)
SCENES: dict[str, list[str]] = {
    "list": ["list"],
    "list_with_addresses": ["list", "--with-addresses", "--sort", "name"],
    "list_fields": ["list", "--fields", "full_name,notes,tags,external_ids,total_spent", "--per-page", "3"],
    "search": ["search", "zo"],
    "show": ["show", FIRST],
    "show_bidi": ["show", ID.format(4)],
    "orders": ["orders", FIRST],
    "orders_of_all": ["orders", "--of", "all"],
    "orders_show": ["orders", "show", "pos:=2+3", "1003"],
    "orders_delete_dry": ["orders", "delete", "pos:=2+3", "1003", "--dry-run"],
    "orders_move_dry": ["orders", "move", "1003", "--to", ID.format(3), "--dry-run"],
    "vip": ["vip"],
    "segments": ["segments", "--as-of", "2001-08-01"],
    "segments_chart": ["segments", "--chart", "--as-of", "2001-08-01"],
    "segments_explain": ["segments", "explain", FIRST, "--as-of", "2001-06-01"],
    "segments_changes": ["segments", "changes", "--since", "2001-04-02", "--as-of", "2001-08-01"],
    "segments_rfm": ["segments", "rfm", "--as-of", "2001-08-01"],
    "segments_rfm_chart": ["segments", "rfm", "--chart", "--as-of", "2001-08-01"],
    "segments_trend": ["segments", "trend", "--since", "2001-01-31", "--until", "2001-08-01", "--every", "month"],
    "vip_explain": ["vip", "explain", FIRST],
    "vip_pin_dry": ["vip", "pin", FIRST, ID.format(3), "--reason", "=cmd \u05e9", "--until", "2099-01-01", "--dry-run"],
    "tag_list": ["tag", "list"],
    "address_list": ["address", "list", FIRST],
    "update_dry": ["update", FIRST, "--notes", "new\nlines", "--unset", "phone", "--dry-run"],
    "tag_add_dry": ["tag", "add", FIRST, ID.format(3), "--tag", "=cmd,Étoile", "--dry-run"],
    "delete_dry": ["delete", ID.format(5), "--dry-run"],
    "address_delete_dry": ["address", "delete", FIRST, ID.format(102), "--dry-run"],
    "not_found": ["show", "nobody@example.com"],
    "ambiguous": ["show", "+91 98765 43210"],
    "taken": ["update", ID.format(2), "--email", "long@example.com"],
    "invalid": ["create", "--first-name", "x", "--email", "\u202e@"],
    "usage": ["list", "--sort", "tota_spent"],
}
# What a terminal shows in another way than a pipe.
SCREENS: dict[str, list[str]] = {
    "list": ["list", "--sort", "name"],
    "show": ["show", FIRST],
    "segments": ["segments", "--as-of", "2001-08-01"],
    "duplicates": ["duplicates", "--min-score", "0"],
    "merge_dry": ["merge", FIRST, ID.format(3), "--dry-run"],
    "tag_add_dry": ["tag", "add", FIRST, ID.format(3), "--tag", "=cmd,Étoile", "--dry-run"],
    "history": ["history", "--per-page", "5"],
    "runs": ["runs"],
}
