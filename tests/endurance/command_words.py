"""The words that make each command run on the sample customer of the tests."""

from tests.support.commands import ALL

# The required arguments of each command; `{}` is a file that does not exist.
WORDS = {
    **dict.fromkeys(("show", "orders", "restore", "vip explain", "segments explain", "vip exclude", "vip release"), "asha@example.com"),
    **dict.fromkeys(("delete", "erase"), "asha@example.com --yes"),
    **dict.fromkeys(("address list", "vip pin", "export person"), "asha@example.com"),
    **dict.fromkeys(("orders show", "orders delete"), "web:1"),
    "orders move": "web:1 --to asha@example.com",
    "search": "asha",
    "create": "--first-name Usha",
    "update": "asha@example.com --notes x",
    "segments changes": "--since 2020-01-01",
    "merge": "asha@example.com gone@example.com --yes",
    "unmerge": "01a21078-b070-77d3-85d0-bc0b53e4305c --yes",
    **dict.fromkeys(("duplicates dismiss", "duplicates undismiss"), "asha@example.com gone@example.com"),
    **dict.fromkeys(("tag add", "tag remove", "tag set"), "--tag x asha@example.com"),
    "runs show": "7f3a2c",
    "tag rename": "b2b B2B --yes",
    "segments save": "regulars --min-orders 2",
    "segments remove": "regulars --yes",
    "segments trend": "--since 2026-01-01 --every month",
    "vip changes": "--since 2020-01-01",
    "undo": "--yes",
    "address add": "asha@example.com --address1 x --city Pune --state MH --pincode 411001",
    "address update": "asha@example.com 01a21078-b070-77d6-a48b-f4f1a45a7d4e --city Pune",
    **dict.fromkeys(("address default", "address delete"), "asha@example.com 01a21078-b070-77d6-a48b-f4f1a45a7d4e --yes"),
    **dict.fromkeys(("import customers", "import orders", "import addresses"), "-"),
    "db backup": "{}",
    "db copy": "sqlite:///{}",
}
# They open no database, or check another precondition first: the file of a backup, the extension of a cluster.
ELSEWHERE = {
    "duplicates review",
    "config show",
    "config set",
    "config unset",
    "completion",
    "db roles",
    "db restore",
    "db distribute",
    "demo",
}
ROWS = {
    "import customers": "first_name\nUsha\n",
    "import orders": "customer_email,total,placed_at\nasha@example.com,1,2020-01-01\n",
    "import addresses": "customer_email,address1,city,state,pincode\nasha@example.com,x,Pune,MH,411001\n",
}
COMMANDS = sorted(ALL.keys() - ELSEWHERE)
