"""Names, emails and addresses as they are compared."""

import pytest

from customers.domain.matching.mailboxes import read_mailbox
from customers.domain.matching.names import phonetic_key, phonetic_spelling, read_name
from customers.domain.matching.places import read_place


@pytest.mark.parametrize(
    ("first", "last", "given_names", "family_names", "generation"),
    [
        ("Asha", "Rao", ["asha"], ["rao"], ""),
        ("Dr. Asha", "Rao-Patil", ["asha"], ["rao", "patil"], ""),
        ("José María", None, ["jose", "maria"], [], ""),
        ("D'Souza", "", ["dsouza"], [], ""),
        ("John", "Smith, Jr.", ["john"], ["smith"], "jr"),
        ("John", "Smith III", ["john"], ["smith"], "iii"),
        ("Md.", "Khan", ["mohammed"], ["khan"], ""),
        ("Smt", None, ["smt"], [], ""),
        ("Palm (Los Angeles)", None, ["palm"], [], ""),
        ("(Asha)", None, ["asha"], [], ""),
        ("Acme Pvt. Ltd.", None, ["acme"], [], ""),
        ("-", None, [], [], ""),
        ("Guest", "unknown", [], [], ""),
        ("आशा", "राव", ["आशा"], ["राव"], ""),
    ],
)
def test_names_are_words_without_titles_and_placeholders(
    first: str, last: str | None, given_names: list[str], family_names: list[str], generation: str
) -> None:
    name = read_name(first, last)

    assert (list(name.given), list(name.family), name.generation) == (given_names, family_names, generation)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("lakshmi", "laxmi"),
        ("shri", "sri"),
        ("geetha", "gita"),
        ("sreenivasan", "srinivasan"),
        ("pooja", "puja"),
        ("philip", "filip"),
        ("vishwa", "viswa"),
        ("guptha", "gupta"),
        ("catherine", "katherine"),
        ("iqbal", "ikbal"),
    ],
)
def test_similar_sounds_have_equal_keys(first: str, second: str) -> None:
    assert phonetic_spelling(first) == phonetic_spelling(second)


@pytest.mark.parametrize(
    ("first", "second"), [("mohammed", "muhammad"), ("agarwal", "agrawal"), ("ahmed", "ahmad"), ("chowdhury", "chaudhari")]
)
def test_spelling_variants_have_one_skeleton(first: str, second: str) -> None:
    assert phonetic_key(first) == phonetic_key(second)


@pytest.mark.parametrize(("first", "second"), [("ramesh", "rajesh"), ("asha", "anita"), ("rao", "roy")])
def test_different_names_have_different_keys(first: str, second: str) -> None:
    assert phonetic_spelling(first) != phonetic_spelling(second)


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("Asha.Rao@Example.com", ("asha.rao", "example.com")),
        ("asha.rao+shop@gmail.com", ("asharao", "gmail.com")),
        ("a.sha@googlemail.com", ("asha", "gmail.com")),
        ("+asha@example.com", ("+asha", "example.com")),
    ],
)
def test_mailbox_ignores_tag_and_dots(email: str, mailbox: tuple[str, str]) -> None:
    assert read_mailbox(email) == mailbox


@pytest.mark.parametrize(
    ("address1", "address2", "numbers", "street"),
    [
        ("12, M.G. Road", None, ("12",), "g m"),
        ("Flat No. 302, 12/4 Shivaji Nagar", "Near City Mall", ("302", "12", "4"), "city mall shivaji"),
        ("435 S. La Cienega Blvd.", None, ("435",), "cienega la"),
        ("Rose Villa", "", (), "rose"),
    ],
)
def test_address_keeps_numbers_and_distinctive_words(address1: str, address2: str | None, numbers: tuple[str, ...], street: str) -> None:
    assert read_place(address1, address2, "New Delhi", "110 001") == (numbers, street, "newdelhi", "110001")
