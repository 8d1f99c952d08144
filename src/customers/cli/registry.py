"""The commands by name, with module and help line, and the common options. Plain strings, so that `--help` imports nothing."""

# section -> command -> (module, help line)
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Customers": {
        "list": ("customers.cli.commands.list", "List customers."),
        "search": ("customers.cli.commands.search", "Find customers, best matches first."),
        "create": ("customers.cli.commands.create", "Create a customer."),
        "show": ("customers.cli.commands.show", "Show customers."),
        "update": ("customers.cli.commands.update", "Change fields of a customer."),
        "delete": ("customers.cli.commands.delete", "Delete customers, keeping their orders."),
        "restore": ("customers.cli.commands.restore", "Restore deleted customers."),
        "erase": ("customers.cli.commands.erase", "Erase personal data for good; print a receipt."),
        "tag": ("customers.cli.commands.tag", "Add, remove, set, list and rename tags."),
        "address": ("customers.cli.commands.address", "List, add, update, delete addresses and choose the default."),
        "undo": ("customers.cli.commands.undo", "Undo what a command did."),
        "history": ("customers.cli.commands.history", "Show who changed what and when."),
        "runs": ("customers.cli.commands.runs", "List commands that changed something; show the changes."),
    },
    "Duplicates": {
        "merge": ("customers.cli.commands.merge", "Merge one profile into another."),
        "unmerge": ("customers.cli.commands.unmerge", "Undo a merge."),
        "merges": ("customers.cli.commands.merges", "List merges, newest first."),
        "duplicates": ("customers.cli.commands.duplicates", "List and review likely duplicates; dismiss pairs that are not."),
    },
    "Orders, VIPs and segments": {
        "orders": ("customers.cli.commands.orders", "List orders, newest first; show, delete and move them."),
        "vip": ("customers.cli.commands.vip", "List VIPs; recalculate, pin, exclude, explain, changes."),
        "segments": (
            "customers.cli.commands.segments",
            "Count segments; save, explain and compare them; RFM.",
        ),
    },
    "Import and export": {
        "import": ("customers.cli.commands.import_", "Read customers, addresses or orders from a file."),
        "export": ("customers.cli.commands.export", "Write customers, addresses or orders to a file."),
    },
    "Administration": {
        "demo": ("customers.cli.commands.demo", "Show the program on a sample shop, and what to try next."),
        "db": ("customers.cli.commands.db", "Create, upgrade, back up, restore, copy, status."),
        "doctor": ("customers.cli.commands.doctor", "Check the stored data; repair what is safe."),
        "completion": ("customers.cli.commands.completion", "Print the completion script of bash, zsh or fish."),
        "config": ("customers.cli.commands.config", "Show the settings and where each comes from; set and unset."),
    },
}

COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}

USAGE = "Usage: customers [OPTIONS] COMMAND [ARGS]..."
ABOUT = "Run a shop's customer base: profiles, addresses, tags, consent, orders, statistics, VIP and segments."

# Options of every command, before or after its name: spelling -> help.
OPTIONS = (
    ("-o, --output FORMAT", "Format: table, json, jsonl, csv or ids (default: table)."),
    ("--json", "The same as -o json."),
    ("--fields NAMES", "Fields to show, in order, such as id,email."),
    ("--no-header", "Leave out the header of a table or CSV."),
    ("--excel", "CSV for Excel: accents, phones and ids stay whole."),
    ("--database-url URL", "Database URL. Put passwords into the environment or .env, not here."),
    ("--env-file FILE", "Settings file to use instead of .env."),
    ("--shop NAME", "Shop to use: a section of your config.toml."),
    ("-q, --quiet", "Print no notices or progress, and nothing for a change that succeeds."),
    ("-v, --verbose", "Show the database used and the time taken."),
    ("--debug", "Show SQL statements, and a traceback if the program fails."),
    ("--version", "Show the version."),
    ("--help", "Show this, or the help of a command."),
)

# The same for the parser: option -> field of CommonOptions.
VALUES = {
    "-o": "output",
    "--output": "output",
    "--fields": "field_names",
    "--database-url": "database_url",
    "--env-file": "env_file",
    "--shop": "shop",
}
FLAGS = {
    "--json": "json",
    "--no-header": "no_header",
    "--excel": "excel",
    "-q": "quiet",
    "--quiet": "quiet",
    "-v": "verbose",
    "--verbose": "verbose",
    "--debug": "debug",
}


# The first steps: what to type, and what it does.
STEPS = (
    ("demo", "a sample shop, in a temporary folder"),
    ("import customers FILE", "customers from a shop system's CSV"),
    ("import orders FILE", "their orders: VIPs, segments follow"),
    ("list --sort -total_spent", "customers, a page at a time"),
    ("search TEXT", "by name, phone, city, order number"),
    ("show CUSTOMER", "one customer, with addresses"),
    ("tag add CUSTOMER --tag TAG", "every change is in the history"),
    ("segments", "how many are new, loyal, at risk"),
    ("undo", "takes the latest change back"),
    ("db status", "where the data is, and how much"),
)
_WIDTH = 80


def help_text() -> str:
    """Return the help of the program."""
    width = max(map(len, COMMANDS)) + 1
    lines = [USAGE, "", *_entry("", ABOUT, 0), "", "Options:"]
    lines += [line for option, about in OPTIONS for line in _entry(option, about, 20)]
    for section, commands in SECTIONS.items():
        lines += ["", f"{section}:"]
        lines += [line for name, (_, about) in commands.items() for line in _entry(name, about, width)]
    lines += ["", "`customers` alone shows the first steps, `customers COMMAND --help` a command", "with examples."]
    return "\n".join(lines) + "\n"


def first_screen() -> str:
    """Return what `customers` alone prints: the first steps, on one screen."""
    width = max(len(words) for words, _ in STEPS) + len("customers ") + 1
    lines = [USAGE, "", *_entry("", ABOUT, 0), "", "First steps:"]
    lines += [line for words, about in STEPS for line in _entry(f"customers {words}", about, width)]
    lines += ["", "CUSTOMER is an id, an email, a phone or an external id such as shop:1046."]
    lines += ["`customers --help` lists all commands, `customers COMMAND --help` explains one."]
    return "\n".join(lines) + "\n"


def _entry(term: str, about: str, width: int) -> list[str]:
    """Return a term with its description in lines, broken between words."""
    start = f"  {term:<{width}} " if term else "  "
    lines: list[str] = []
    for word in about.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{' ' * len(start) if lines else start}{word}")
    return lines
