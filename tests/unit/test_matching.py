"""Pairs of one person and of two people, in a shop of only these two; each pair with the reason."""

import subprocess
import sys
from typing import Any

import pytest

from customers.domain.matching.blocking import LARGE, enough, keys, strength
from customers.domain.matching.model import DEFAULT_SCORE, calibrate, log_odds, probability
from customers.domain.matching.profile import MatchProfile, read_profile

PHONE = "+919876543210"
HOME = ("12 MG Road", None, "Pune", "411001")
OFFICE = ("7 Fort Street", None, "Mumbai", "400001")


def person(name: str, email: str | None = None, phone: str | None = None, *addresses: Any) -> MatchProfile:
    """Return a profile; a bar separates first and last name."""
    first, _, last = name.partition("|")
    return read_profile(first, last or None, email, [phone], addresses)


def score(a: MatchProfile, b: MatchProfile) -> float:
    """Return the probability that two profiles are one person, in a shop without others."""
    model = calibrate([a, b], 2)
    assert model.score_pair(a, b, -60) == pytest.approx(model.score_pair(b, a, -60))
    return probability(model.weight(*model.score_pair(a, b, -60)))


ONE_PERSON = {
    "same name and phone": (person("Asha|Rao", None, PHONE), person("Asha|Rao", None, PHONE)),
    "same name and address": (person("Rahul|Sharma", None, None, HOME), person("Rahul|Sharma", None, None, HOME)),
    "plus-addressing and the dots of Gmail": (
        person("Asha|Rao", "asha.rao@gmail.com"),
        person("Asha|Rao", "asharao+shop@googlemail.com"),
    ),
    "two emails, one phone": (person("Asha|Rao", "asha@x.in", PHONE), person("Asha|Rao", "rao@y.in", PHONE)),
    "moved house, same phone": (person("Asha|Rao", None, PHONE, HOME), person("Asha|Rao", None, PHONE, OFFICE)),
    "a new phone at the same address": (
        person("Asha|Rao", None, PHONE, HOME),
        person("Asha|Rao", None, "+919123456789", HOME),
    ),
    "names in the fields of each other": (person("Rao|Asha", None, PHONE), person("Asha|Rao", None, PHONE)),
    "the whole name in one field": (person("Asha Rao", None, PHONE), person("Asha|Rao", None, PHONE)),
    "a middle name": (person("Rahul Kumar|Sharma", None, PHONE, HOME), person("Rahul|Sharma", None, PHONE, HOME)),
    "a title": (person("Mrs. Asha|Rao", None, PHONE), person("Smt Asha|Rao", None, PHONE)),
    "transposed letters": (person("Rahlu|Sharma", None, PHONE), person("Rahul|Sharma", None, PHONE)),
    "a letter too many in both names": (person("Rahhul|Sharmaa", None, PHONE, HOME), person("Rahul|Sharma", None, PHONE, HOME)),
    "Lakshmi and Laxmi": (person("Lakshmi|Narayanan", None, PHONE, HOME), person("Laxmi|Narayanan", None, PHONE, HOME)),
    "Geeta and Gita": (person("Geeta|Joshi", None, PHONE, HOME), person("Gita|Joshi", None, PHONE, HOME)),
    "Sreenivasan and Srinivasan": (person("Sreenivasan|Iyer", None, PHONE), person("Srinivasan|Iyer", None, PHONE)),
    "Mohammed and Muhammad": (person("Mohammed|Khan", None, PHONE, HOME), person("Muhammad|Khan", None, PHONE, HOME)),
    "Mohd. for Mohammad": (person("Mohd.|Khan", None, PHONE), person("Mohammad|Khan", None, PHONE)),
    "accents": (person("José|García", None, PHONE), person("Jose|Garcia", None, PHONE)),
    "a short form": (person("Robert|Smith", None, PHONE, HOME), person("Bob|Smith", None, PHONE, HOME)),
    "an initial that the email tells": (
        person("R|Sharma", "rahul.sharma1987@gmail.com", PHONE),
        person("Rahul|Sharma", "rahul@work.in", PHONE),
    ),
    "a surname that the email tells": (person("Oliver", "ohughes@page.in"), person("Oliver|Hughes", None)),
    "a given name that the email tells": (
        person("Hughes", "oliverh@page.in", None, HOME),
        person("Oliver|Hughes", None, None, HOME),
    ),
    "a typing error in the email's provider": (
        person("Rahul|Sharma", "rahul.sharma@gmail.com", PHONE),
        person("Rahul|Sharma", "rahul.sharma@gmial.com", PHONE),
    ),
    "a maiden name": (person("Priya|Nair", None, PHONE, HOME), person("Priya|Menon", None, PHONE, HOME)),
    "a company": (
        person("Acme Trading Pvt Ltd", None, PHONE, HOME),
        person("Acme Trading Private Limited", None, PHONE, HOME),
    ),
    "a street abbreviated": (
        person("Asha|Rao", None, None, ("12, Mahatma Gandhi Road", None, "Pune", "411001")),
        person("Asha|Rao", None, None, ("12 Mahatma Gandhi Rd.", "Near Metro", "Pune", "411001")),
    ),
}
TWO_PEOPLE = {
    "husband and wife": (person("Rahul|Sharma", None, PHONE, HOME), person("Priya|Sharma", None, PHONE, HOME)),
    "brothers, each with an email": (
        person("Rahul|Sharma", "rahul@x.in", PHONE, HOME),
        person("Rohit|Sharma", "rohit@x.in", PHONE, HOME),
    ),
    "brothers with names alike": (person("Ramesh|Rao", None, PHONE, HOME), person("Rajesh|Rao", None, PHONE, HOME)),
    "sisters with names alike": (person("Asha|Rao", None, PHONE, HOME), person("Usha|Rao", None, PHONE, HOME)),
    "siblings whose names sound alike": (person("Kiran|Rao", None, PHONE, HOME), person("Karan|Rao", None, PHONE, HOME)),
    "sister and brother": (person("Deepa|Rao", None, PHONE, HOME), person("Deepak|Rao", None, PHONE, HOME)),
    "a family with one mailbox": (
        person("Amit|Rao", "family@x.in", PHONE, HOME),
        person("Sunita|Rao", "family+2@x.in", PHONE, HOME),
    ),
    "Jr. and Sr.": (person("John|Smith Jr.", None, PHONE, HOME), person("John|Smith Sr.", None, PHONE, HOME)),
    "a son called Jr., a father without a mark": (
        person("John|Smith Jr.", None, PHONE, HOME),
        person("John|Smith", None, PHONE, HOME),
    ),
    "II and III": (person("John|Smith II", None, PHONE, HOME), person("John|Smith III", None, PHONE, HOME)),
    "namesakes": (
        person("Rahul|Sharma", "rahul1@x.in", "+919876543210", HOME),
        person("Rahul|Sharma", "rs2@y.in", "+919123456789", OFFICE),
    ),
    "colleagues with one phone": (person("Anita|Desai", None, PHONE), person("Vikram|Seth", None, PHONE)),
    "colleagues with one mailbox": (
        person("Sunita|Patel", "info@acme.in", PHONE, HOME),
        person("Mahesh|Patel", "info+x@acme.in", PHONE, HOME),
    ),
    "two companies in one house": (
        person("Acme Trading Pvt Ltd", None, PHONE, HOME),
        person("Zenith Foods Pvt Ltd", None, PHONE, HOME),
    ),
    "a surname alone, and the given name of another in the email": (
        person("Hughes", "emilyh@page.in", None, HOME),
        person("Oliver|Hughes", None, None, HOME),
    ),
    "a surname alone": (person("Sharma", None, PHONE, HOME), person("Rahul|Sharma", None, PHONE, HOME)),
    "no name at all": (person("-", None, PHONE, HOME), person("Unknown", None, PHONE, HOME)),
}


@pytest.mark.parametrize("why", ONE_PERSON)
def test_pairs_of_one_person_score_high(why: str) -> None:
    assert score(*ONE_PERSON[why]) >= DEFAULT_SCORE


@pytest.mark.parametrize("why", TWO_PEOPLE)
def test_pairs_of_two_people_score_low(why: str) -> None:
    assert score(*TWO_PEOPLE[why]) < DEFAULT_SCORE


def test_more_agreement_raises_score() -> None:
    asha = person("Asha|Rao", "asha@x.in", PHONE, HOME)

    only_name = score(person("Asha|Rao"), asha)
    with_phone = score(person("Asha|Rao", None, PHONE), asha)
    with_email = score(person("Asha|Rao", "asha+2@x.in", PHONE), asha)

    assert only_name < with_phone < with_email


def test_rare_surname_weighs_more_than_common_one() -> None:
    crowd = [person(f"{first}|Sharma") for first in ("Anil", "Sunil", "Vikram", "Priya", "Meera", "Kavita", "Arjun", "Nikhil") * 40]
    rare = person("Anil|Pothula"), person("Anil|Pothula")
    common = person("Anil|Sharma"), person("Anil|Sharma")
    model = calibrate([*crowd, *rare, *common], 10_000)

    assert model.score_pair(*rare, -60)[0] > model.score_pair(*common, -60)[0] + 2


def test_calibration_without_households_weighs_first_names_less() -> None:
    """Where all who share an address are duplicates, a different first name is an error too; in a shop with families it is not."""
    surnames = [f"{a}{b}{c}" for a in ("ban", "kul", "mor", "tev", "sil") for b in ("de", "ka", "mu", "ri") for c in ("r", "n", "st", "lo")]
    alone = [
        person(f"Asha|{surname}", None, None, (f"{number} Lake Road", None, "Pune", f"4110{number:02}"))
        for number, surname in enumerate(surnames, 10)
    ]
    families = [
        person(f"{first}|{surname}", None, None, (f"{number} Lake Road", None, "Pune", f"4110{number:02}"))
        for number, surname in enumerate(surnames, 10)
        for first in ("Vikram", "Sunita")
    ]
    pair = alone[0], person(f"Vikram|{surnames[0]}", None, None, ("10 Lake Road", None, "Pune", "411010"))

    dirty, clean = calibrate([*alone, *alone, pair[1]], 161), calibrate([*alone, *families], 240)

    assert dirty.weight(*dirty.score_pair(*pair, -60)) > clean.weight(*clean.score_pair(*pair, -60)) + 2
    assert clean.weight(*clean.score_pair(*pair, -60)) < log_odds(DEFAULT_SCORE)


def test_score_and_log_odds_are_inverse() -> None:
    assert [probability(log_odds(score)) for score in (0.0, 0.25, 0.5, 0.6, 0.95, 1.0)] == [0.0001, 0.25, 0.5, 0.6, 0.95, 0.9999]


def test_blocking_keys_do_not_depend_on_process() -> None:
    asha = person("Asha|Rao", "asha.rao@example.com", PHONE, HOME)
    imports = "from customers.domain.matching.blocking import keys; from customers.domain.matching.profile import MatchProfile"
    program = f"{imports}; print(sorted(keys({asha!r}, 2)))"

    printed = {subprocess.check_output([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, text=True) for seed in ("1", "4")}

    assert printed == {f"{sorted(keys(asha, 2))}\n"}


IN_CAMP = ("9 Fort Street", None, "Camp", "411001")
SHARED_KEYS = {
    "a surname in a house": (person("Amit|Rao", None, None, HOME), person("Asha|Rao", None, None, ("12 Fort Street", *IN_CAMP[1:])), 1),
    "both names": (person("Asha|Rao", None, None, HOME), person("Asha|Rao", None, None, OFFICE), 1),
    "both names, and the same in a pincode": (person("Asha|Rao", None, None, HOME), person("Asha|Rao", None, None, IN_CAMP), 2),
    "a name in two pincodes": (
        person("Asha|Rao", None, None, IN_CAMP, OFFICE),
        person("Asha|Shah", None, None, HOME, ("8 MG Road", None, "Bombay", "400001")),
        1,
    ),
    "a first name in a pincode": (person("Asha|Rao", None, None, HOME), person("Asha|Shah", None, None, IN_CAMP), 0),
}


@pytest.mark.parametrize("what", SHARED_KEYS)
def test_one_shared_key_is_enough_in_large_shop(what: str) -> None:
    first, second, expected = SHARED_KEYS[what]

    shared = keys(first, LARGE + 1) & keys(second, LARGE + 1)

    assert len(shared) == expected
    assert all(strength(key) >= enough(LARGE + 1) for key in shared)
