"""Take the addresses of rows of customers, by their members."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from customers.config.settings import Settings
from customers.domain.phone import is_plain_phone
from customers.domain.text import fold_cached
from customers.errors import InvalidFieldError
from customers.services.customers.fields import ADDRESS, REQUIRED, parse_field
from customers.services.importing.rows import AddressValues
from customers.transfer.cells.values import flag
from customers.transfer.plain.rules import ODD, Rule, Trim, flag_text, is_plain_id, is_short, matching, trim_member

_TYPES = ("billing", "shipping")
_MATCHES: Mapping[str, Callable[[str], object]] = {"address1": is_short, "phone": is_plain_phone}
Members = Mapping[str, Sequence[Any]]


def member_rules(settings: Settings, trim: Trim, cleared: Collection[str] = ()) -> dict[str, Rule]:
    """Return the rules of the members of addresses; a country is blank where the row has none."""
    blanks = dict.fromkeys(REQUIRED, "")
    rules = {
        name: Rule(partial(stored_text, name, settings), blanks.get(name), _MATCHES.get(name), trim=trim, is_cleared=name in cleared)
        for name in ADDRESS
    }
    identity = Rule(matching(is_plain_id), match=is_plain_id, trim=trim)
    return {"id": identity, "type": Rule(_type, "shipping", trim=trim), "is_default": Rule(flag, trim=trim), **rules}


def stored_text(name: str, settings: Settings, text: str) -> str:
    """Return the stored value of a field of a profile or an address.

    Raises:
        ValueError: the text breaks the rule of the field, or is blank.
    """
    try:
        value = parse_field(name, text, settings)
    except InvalidFieldError as error:
        raise ValueError from error
    if value is None:
        raise ValueError
    return value


def _type(text: str) -> str:
    if (word := text.lower()) not in _TYPES:
        raise ValueError
    return word


def places_of(members: Members, country: str) -> list[Any]:
    """Return the addresses of parsed members: None where nothing makes one, ODD for one that has an id and no country.

    The country of such a one stays as it is stored.
    """
    countries = [text or country for text in members["country"]]
    keys = [[fold_cached(text) for text in members[name]] for name in ("city", "state")]
    columns = {**members, "country": countries, "city_key": keys[0], "state_key": keys[1]}
    places = map(AddressValues._make, zip(*(columns[name] for name in AddressValues._fields), strict=True))
    taken: list[Any] = [place if place.address1 or place.city or place.pincode else None for place in places]
    if None in members["country"] and any(members["id"]):
        for index, place in enumerate(taken):
            if place is not None and place.id is not None and members["country"][index] is None:
                taken[index] = ODD
    return taken


class AddressLists:
    """The rule of a column of lists of addresses, which JSON lines have."""

    blank = ()

    def __init__(self, settings: Settings) -> None:
        self._country = settings.default_country
        self._rules = member_rules(settings, trim_member)

    def take(self, values: Sequence[Any], odd: set[int]) -> Sequence[Any]:
        """Return the addresses of each row; the places of odd rows are added to `odd`."""
        flat: list[dict[str, Any]] = []
        owners: list[int] = []
        for row, value in enumerate(values):
            if not value:
                continue
            if type(value) is list and all(type(address) is dict for address in value):
                flat += value
                owners += [row] * len(value)
            else:
                odd.add(row)
        taken: list[Any] = [()] * len(values)
        if not flat:
            return taken
        for row, place in zip(owners, self._places(flat), strict=True):
            if place is ODD:
                odd.add(row)
            else:
                taken[row] += (place,)
        for row in {row for before, row in pairwise(owners) if before == row}:
            if not are_distinct(taken[row]):
                odd.add(row)
        return taken

    def _places(self, addresses: Sequence[Mapping[str, Any]]) -> list[Any]:
        bad = set[int]()
        members: dict[str, Sequence[Any]] = {}
        for name, rule in self._rules.items():
            values = [address.get(name) for address in addresses]
            if name == "is_default":
                values = list(map(flag_text, values))
            members[name] = rule.take(values, bad)
        good = [index for index in range(len(addresses)) if index not in bad]
        if bad:
            members = {name: [column[index] for index in good] for name, column in members.items()}
        places: list[Any] = [ODD] * len(addresses)
        for index, place in zip(good, places_of(members, self._country), strict=True):
            if place is not None and place is not ODD and self._is_complete(place, addresses[index]):
                places[index] = place
        return places

    def _is_complete(self, place: AddressValues, address: Mapping[str, Any]) -> bool:
        """Return whether an address has what one of a list needs, and its phone a code where another country would be its own."""
        is_whole = place.id is not None or is_complete(place)
        return is_whole and (place.country == self._country or place.phone is None or address["phone"][0] == "+")


def is_complete(place: AddressValues) -> bool:
    """Return whether a new address has what it needs: a street and a city, in India a state and a pincode too."""
    return bool(place.address1 and place.city) and (place.country != "IN" or bool(place.state and place.pincode))


def are_distinct(places: Iterable[AddressValues]) -> bool:
    """Return whether no address of a row can repeat another: each has an id, or is the only one of its type."""
    taken = list(places)
    ids = {place.id for place in taken if place.id is not None}
    return len(ids) == len(taken) or len({place.type for place in taken}) == len(taken)
