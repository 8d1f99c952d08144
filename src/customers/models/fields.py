"""The registry of a customer's fields.

Columns of statements, printed fields, columns of files, `--unset`, merges, erasure, checks of text, the history and the
headers of other programs' files derive from it. A plain text field is one entry here, beside its column with a migration
and its typed declarations: `Customer`, `CustomerInput`, `FieldKeywords` and an option of the command line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

# What a value is: how it is parsed, checked and printed. The first five are texts.
Kind = Literal[
    "text",
    "lines",
    "name",
    "email",
    "phone",
    "id",
    "flag",
    "count",
    "amount",
    "average",
    "time",
    "tags",
    "pairs",
    "addresses",
    "aliases",
    "override",
    "rfm",
    "consent",
]
# "fill": a blank survivor takes the absorbed value; "alias": so too, and of two the other stays as an alias; "join": both.
Merge = Literal["fill", "alias", "join", "consent", "tags", "external_ids"]
# The table that holds the value, if it is a column of one.
Source = Literal["customers", "customer_statistics"]

TEXT_KINDS: tuple[Kind, ...] = ("text", "lines", "name", "email", "phone")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a customer.

    Attributes:
        name: Its name in JSON, in files and as a column.
        kind: What its value is.
        source: The table that has it as a column; None where it is composed.
        max_length: The most characters that are stored; more are refused.
        editable: Whether `create` and `update` set it; the history records its changes.
        required: Whether every customer has it.
        clearable: Whether it can be emptied.
        merge: The rule by which a merge decides between two values.
        personal: Whether an erasure removes it.
        searched: Whether a search looks into it.
        imported: Whether it is a column of an import file.
        exported: Whether it is a column of an export file.
        on_request: Whether it is printed only where `--fields` names it, and by a card where it has something to say.
        in_files_only: Whether it is a column of files alone, and nothing that is printed.
        headers: Its names in the files of other programs, the preferred one first.
    """

    name: str
    kind: Kind = "text"
    source: Source | None = "customers"
    max_length: int = 500
    editable: bool = True
    required: bool = False
    clearable: bool = True
    merge: Merge | None = "fill"
    personal: bool = True
    searched: bool = False
    imported: bool = True
    exported: bool = True
    on_request: bool = False
    in_files_only: bool = False
    headers: str = ""


def _calculated(name: str, kind: Kind, source: Source | None, *, exported: bool = True) -> Field:
    """Return a field that follows from other data: it is printed, and never set."""
    return Field(name, kind, source, editable=False, clearable=False, merge=None, personal=False, imported=False, exported=exported)


def _assigned(name: str, kind: Kind, headers: str = "") -> Field:
    """Return a field that the program sets; an import may bring its value for a new customer."""
    return Field(name, kind, editable=False, clearable=False, merge=None, personal=False, headers=headers)


def _in_files(name: str, kind: Kind) -> Field:
    """Return a column of files that is a part of another field."""
    return Field(name, kind, None, editable=False, clearable=False, merge=None, personal=False, in_files_only=True)


def _on_request(name: str, kind: Kind) -> Field:
    """Return a field that is printed only where it is asked for, and never set by its own name."""
    return Field(
        name, kind, None, editable=False, clearable=False, merge=None, personal=False, imported=False, exported=False, on_request=True
    )


# In the order in which they are printed.
FIELDS: tuple[Field, ...] = (
    _assigned("id", "id"),
    Field(
        "email",
        "email",
        merge="alias",
        searched=True,
        headers="email, email address, email 1, primary email, customer email, user email, contact email, e-post, epost, mail,"
        " emailadresse, e-mailadres, e-postadress, courriel, adresse email, correo, correo electronico, indirizzo email,"
        " posta elettronica, email id, email 1 value, from email address, email recipient, email 2, email 2 value, email 2 address,"
        " secondary email",
    ),
    Field(
        "phone",
        "phone",
        merge="alias",
        searched=True,
        headers="phone, phone number, mobile, mobile phone, mobile number, mobile phone number, cell, cell phone, phone 1, telephone,"
        " telephone number, tel, contact number, whatsapp, mobil, mobilnummer, telefon, telefonnummer, telefono, telefone, telefoon,"
        " gsm, handy, mobile no, primary phone, business phone, work phone, phone work, home phone, phone home, phone mobile,"
        " landline number, contact phone, contact phone number, alt phone, alternate phone, other phone, phone 2, phone 1 value,"
        " phone 2 value",
    ),
    Field(
        "first_name",
        "name",
        max_length=255,
        required=True,
        clearable=False,
        searched=True,
        headers="first name, given name, first, forename, fname, fornamn, vorname, prenom, nombre, voornaam, nome, fornavn, imie",
    ),
    Field(
        "last_name",
        "name",
        max_length=255,
        searched=True,
        headers="last name, surname, family name, last, lname, efternamn, nachname, nom, apellido, apellidos, achternaam, cognome,"
        " sobrenome, efternavn, etternavn, nazwisko",
    ),
    _calculated("full_name", "text", None, exported=False),
    Field(
        "accepts_marketing",
        "flag",
        None,
        clearable=False,
        merge="consent",
        headers="accepts email marketing, accepts marketing, email marketing consent, email subscription status,"
        " email subscriber status, marketing consent, email marketing, email opt in, newsletter, is subscribed,"
        " newsletter subscription, subscribed, newsletter subscriber, email status, email permission status, accepts newsletter,"
        " nyhetsbrev, marketing opt in, opted in, email consent, email subscribed, opt in status, subscription status,"
        " marketing allowed, agreed to marketing, subscribed to emails, gdpr consent",
    ),
    _on_request("consent", "consent"),
    _in_files("consent_state", "text"),
    _in_files("consent_at", "time"),
    _in_files("consent_source", "text"),
    _calculated("total_orders", "count", "customer_statistics"),
    _calculated("total_spent", "amount", "customer_statistics"),
    _calculated("avg_order_value", "average", None),
    _calculated("first_order_at", "time", "customer_statistics"),
    _calculated("last_order_at", "time", "customer_statistics"),
    _calculated("is_vip", "flag", "customer_statistics"),
    _on_request("vip_override", "override"),
    _on_request("rfm", "rfm"),
    Field("tags", "tags", None, merge="tags", headers="tags, tag, labels, label, customer tags, group membership, categories, etiketter"),
    Field(
        "notes",
        "lines",
        max_length=10_000,
        merge="join",
        headers="note, notes, memo, description, comment, comments, customer note, remarks, anteckningar, notizen",
    ),
    Field("external_ids", "pairs", merge="external_ids", searched=True, headers="external ids"),
    _on_request("aliases", "aliases"),
    _in_files("alias_emails", "aliases"),
    _in_files("alias_phones", "aliases"),
    _in_files("alias_external_ids", "aliases"),
    _in_files("alias_ids", "aliases"),
    Field("addresses", "addresses", None, clearable=False, merge=None, searched=True, exported=False),
    _calculated("default_address", "addresses", None, exported=False),
    _assigned(
        "created_at",
        "time",
        headers="created at, created, date created, create date, created date, created on, customer since, registration date,"
        " registered, date registered, user registered, registration, sign up, signup date, date joined, date added, first seen,"
        " first visit, registered at, joined, account created, created time, creation date, added time, patronage since date",
    ),
    _assigned("updated_at", "time", headers="updated at"),
    _on_request("deleted_at", "time"),
)
BY_NAME = {field.name: field for field in FIELDS}


def names(condition: Callable[[Field], bool]) -> tuple[str, ...]:
    """Return the names of the fields that meet a condition, in their order."""
    return tuple(field.name for field in FIELDS if condition(field))


# All that `show` prints of a customer, some of it on request.
PRINTED = names(lambda field: not field.in_files_only)
ON_REQUEST = names(lambda field: field.on_request)
# What objects in files have after what is printed; aliases are one member there, and columns by kind in CSV.
IN_OBJECTS = (*names(lambda field: field.in_files_only and field.kind != "aliases"), "aliases")
# The texts that `create` and `update` set: columns of the table `customers`.
TEXTS = names(lambda field: field.editable and field.kind in TEXT_KINDS)
EDITABLE = names(lambda field: field.editable)
READ_ONLY = names(lambda field: not field.editable and not field.in_files_only)
STORED = names(lambda field: field.source == "customers")
STATISTICS = names(lambda field: field.source == "customer_statistics")
# What is calculated: an import passes over it.
CALCULATED = names(lambda field: not field.imported)
SEARCHED = names(lambda field: field.searched)
# Those of them that a search reads as they are: names, contacts and ids come from other rows too.
SEARCHED_TEXTS = names(lambda field: field.searched and field.editable and field.kind in ("text", "lines"))
# Texts first, then the collections.
CLEARABLE = tuple(sorted(names(lambda field: field.clearable), key=lambda name: name not in TEXTS))
# The columns of import files; an address book comes as JSON.
IMPORTED = names(lambda field: field.imported and field.kind != "addresses")


def _place_in_export(name: str) -> int:
    """Return the group of a column of an export: the profile, its statistics, its times."""
    if not BY_NAME[name].imported:
        return 1
    return 2 if BY_NAME[name].kind == "time" and not BY_NAME[name].in_files_only else 0


EXPORTED = tuple(sorted(names(lambda field: field.exported), key=_place_in_export))
