"""Take the addresses of a native file that leave nothing to decide."""

from collections.abc import Sequence
from types import MappingProxyType

from customers.domain.email import is_plain_email
from customers.domain.external_id import is_plain_external_id
from customers.models.fields import CLEARABLE
from customers.services.importing.addresses import PlainAddress
from customers.services.importing.rows import SourceRow
from customers.transfer.cells.context import ParseContext
from customers.transfer.columns.native import ColumnMap
from customers.transfer.plain.columns import ColumnRule, Columns, PlainRows
from customers.transfer.plain.customers import local_phones
from customers.transfer.plain.places import is_complete, member_rules, places_of
from customers.transfer.plain.rules import ODD, Rule, flag_text, is_plain_id, matching, trim_cell, trim_member


class PlainAddresses(PlainRows[PlainAddress]):
    """The rules of the columns of one file of addresses."""

    cleared = CLEARABLE
    prepare = MappingProxyType({"is_default": flag_text})

    def __init__(self, context: ParseContext, columns: ColumnMap) -> None:
        """Begin a file."""
        trim = trim_member if columns.is_json else trim_cell
        cleared = CLEARABLE if columns.is_json else ()
        self._country = context.settings.default_country
        self._phones = columns.headers_of(("phone",))
        rules: dict[str, Rule | ColumnRule] = {
            **member_rules(context.settings, trim, cleared),
            "customer_id": Rule(matching(is_plain_id), match=is_plain_id, trim=trim),
            "customer_email": Rule(matching(is_plain_email), match=is_plain_email, trim=trim),
            "customer_external_id": Rule(matching(is_plain_external_id), match=is_plain_external_id, trim=trim),
        }
        super().__init__(context, columns, rules)

    def _compose(self, rows: Sequence[SourceRow], columns: Columns) -> Sequence[PlainAddress | None]:
        places = places_of(columns, self._country)
        odd = set(local_phones(rows, columns["country"], self._country, self._phones))
        named = zip(rows, columns["customer_id"], columns["customer_email"], columns["customer_external_id"], places, strict=True)
        return [
            PlainAddress(row.line, row.original, customer_id, email, external_id, place)
            if (customer_id or email or external_id)
            and place is not None
            and place is not ODD
            and index not in odd
            and (place.id is not None or is_complete(place))
            else None
            for index, (row, customer_id, email, external_id, place) in enumerate(named)
        ]
