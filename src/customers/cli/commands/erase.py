"""The command `customers erase`: remove personal data, with a receipt."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from typer import Argument

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.domain.json import to_jsonable
from customers.errors import NothingSelectedError
from customers.output.shapes.customers import ERASURE, RECEIPT

if TYPE_CHECKING:
    from customers.models.results import ErasedProfile

app = new_app()


@command(
    app,
    prints=ERASURE,
    prints_as={"json": RECEIPT, "jsonl": RECEIPT},
    writes=True,
    examples="""
    customers erase asha@example.com --reason "request 2026-117"
    customers erase 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e --yes -o json > receipt.json
    """,
)
def erase(
    session: Session,
    customers: Annotated[
        list[str],
        Argument(metavar="CUSTOMER", help="Ids, or names that customers have or deleted ones had; - reads them.", show_default=False),
    ],
) -> None:
    """Remove personal data for good, keep the amounts and dates of orders, and print a receipt.

    Profiles that were merged into a customer are erased with it. There is no way back.
    """
    from customers.services.customers import erasure

    references, _ = session.input.read_references(customers)
    if not references:
        raise NothingSelectedError(hint="for example: `customers erase asha@example.com`, or ids on standard input for `-`")

    confirmed: frozenset[UUID] | None = None

    def question() -> str:
        nonlocal confirmed
        with session.preview_transaction() as tx:
            names, confirmed = erasure.preview(tx, [erasure.find_erasable(tx, reference) for reference in references])
        examples = f" ({', '.join(names[:5])}{', ...' if len(names) > 5 else ''})" if names else ""
        return f"Erase {len(names)} profile{'' if len(names) == 1 else 's'}{examples} for good? There is no way back."

    session.confirm(question)
    with session.writing() as tx:
        receipts = erasure.erase_customers(tx, [erasure.find_erasable(tx, reference) for reference in references], confirmed)
    if not session.dry_run and (remains := erasure.scrub_files(session.shop.engine)):
        session.console.notice(remains)
    document = _document(receipts, erasure.RETAINED, erasure.OUT_OF_SCOPE)
    session.writer.write_document(session.writer.pick(document), _rows(receipts, erasure.RETAINED), ERASURE)


def _document(receipts: "list[ErasedProfile]", reasons: Mapping[str, str], beyond: str) -> dict[str, Any]:
    """Return the receipt as an object."""
    return {
        "erased": [str(profile.id) for profile in receipts if profile.was != "erased"],
        "already_erased": [str(profile.id) for profile in receipts if profile.was == "erased"],
        "profiles": to_jsonable(receipts),
        "kept": dict(reasons),
        "beyond": beyond,
    }


def _rows(receipts: "list[ErasedProfile]", reasons: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the receipt as rows: a row for each kind of data that was removed from a profile, or is retained of it."""
    rows: list[dict[str, Any]] = []
    for profile in receipts:
        key = {"id": str(profile.id)}
        rows += [key | {"what": what, "removed": count, "kept": None, "why": None} for what, count in profile.removed.items()]
        rows += [key | {"what": what, "removed": None, "kept": count, "why": reasons[what]} for what, count in profile.kept.items()]
    return rows
