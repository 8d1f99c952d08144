"""The rules of merging two profiles, and of undoing a merge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from customers.domain.merge.journal import Journal, encode_journal, read_journal
from customers.domain.merge.plan import MergePlan, one_default, parse_take, plan_merge, resolve_consent
from customers.domain.merge.profile import Consent, MergeProfile, VipOverride
from customers.domain.merge.undo import UndoPlan, plan_undo
from customers.models.customer import CustomerAddress

NOW = datetime(2026, 11, 23, 6, 41, tzinfo=UTC)
EARLY, LATE = NOW - timedelta(days=30), NOW - timedelta(days=3)
YES, NO = Consent(True, EARLY, "operator", "a"), Consent(False, LATE, "import", "b")
NEVER = Consent(False)


def profile(number: int, **values: Any) -> MergeProfile:
    blank = dict.fromkeys(("email", "phone", "last_name", "notes"))
    rest: dict[str, Any] = {"first_name": "Asha", "consent": NEVER, "external_ids": {}, "vip_override": VipOverride(None), "tags": {}}
    return MergeProfile(
        **{"id": UUID(int=number), **blank, **rest, "addresses": (), "orders": 0, "created_at": EARLY, "updated_at": EARLY, **values}
    )


def address(number: int, street: str = "1 Hill", kind: Any = "shipping", *, default: bool = False) -> CustomerAddress:
    place: dict[str, Any] = {
        "address1": street,
        "address2": None,
        "city": "Ooty",
        "state": "TN",
        "pincode": "643001",
        "country": "IN",
        "phone": None,
    }
    return CustomerAddress(UUID(int=number), kind, default, None, None, None, **place)


def plan(survivor: MergeProfile, absorbed: MergeProfile, **take: str) -> MergePlan:
    return plan_merge(survivor, absorbed, take, NOW, "mira")


def undo(survivor: MergeProfile, absorbed: MergeProfile, **since: Any) -> UndoPlan:
    """Merge two profiles, change the survivor, and plan the undo."""
    merge_plan = plan(survivor, absorbed)
    journal = Journal(survivor, absorbed, merge_plan.survivor, (), merge_plan.addresses, merge_plan.tags, ())
    return plan_undo(journal, replace(merge_plan.survivor, **since))


@pytest.mark.parametrize(
    ("first_consent", "second_consent", "accepts", "rule"),
    [
        (YES, NO, False, "newer word"),
        (YES._replace(at=NOW), NO, True, "newer word"),
        (NO, YES, False, "newer word"),
        (YES, NEVER, False, "no wins: time unknown"),
        (NEVER, YES, False, "no wins: time unknown"),
        (YES._replace(at=LATE), NO, False, "no wins: same time"),
        (Consent(True), NEVER, False, "no wins: time unknown"),
        (Consent(True), Consent(True), True, "same"),
        (YES, Consent(True), True, "same"),
    ],
)
def test_consent_is_newer_opt_in_or_opt_out(first_consent: Consent, second_consent: Consent, accepts: bool, rule: str) -> None:
    for survivor_consent, absorbed_consent in ((first_consent, second_consent), (second_consent, first_consent)):
        word, why = resolve_consent(survivor_consent, absorbed_consent, None, NOW, "mira")
        assert (word.accepts, why) == (accepts, rule)
        if word.accepts != survivor_consent.accepts:
            assert (word.source, word.actor) == ("merge", "mira")
            assert word.at is not None


def test_winning_consent_keeps_its_time() -> None:
    assert resolve_consent(YES, NO, None, NOW, "mira")[0] == Consent(False, LATE, "merge", "mira")
    assert resolve_consent(YES, NEVER, None, NOW, "mira")[0] == Consent(False, NOW, "merge", "mira")
    assert resolve_consent(NEVER, NO, None, NOW, "mira")[0] == NO


def test_false_is_a_value_and_take_records_operator() -> None:
    assert resolve_consent(NO, YES._replace(at=EARLY), "absorbed", NOW, "mira")[0] == Consent(True, EARLY, "merge", "mira")
    assert resolve_consent(YES, NO, "survivor", NOW, "mira")[0] == YES


def test_unused_identities_remain_aliases() -> None:
    survivor = profile(1, email="a@x.org", phone="+1", external_ids={"till": "1", "erp": "e"})
    absorbed = profile(2, email="b@x.org", phone="+2", external_ids={"till": "2", "shop": "s"})

    merge_plan = plan(survivor, absorbed, email="absorbed", **{"external_ids.till": "absorbed"})

    assert (merge_plan.survivor.email, merge_plan.absorbed.email) == ("b@x.org", "a@x.org")
    assert (merge_plan.survivor.phone, merge_plan.absorbed.phone) == ("+1", "+2")
    assert merge_plan.survivor.external_ids == {"erp": "e", "shop": "s", "till": "2"}
    assert merge_plan.absorbed.external_ids == {"till": "1", "shop": "s"}


def test_plan_keeps_external_id_of_survivor_unless_other_is_taken() -> None:
    survivor, absorbed = (profile(number, external_ids={"a": str(number), "b": str(number)}) for number in (1, 2))

    merge_plan = plan(survivor, absorbed, **{"external_ids.a": "absorbed"})

    assert (merge_plan.survivor.external_ids, merge_plan.absorbed.external_ids) == ({"a": "2", "b": "1"}, {"a": "1", "b": "2"})
    assert [field.rule for field in merge_plan.fields if field.field.startswith("external_ids.")] == [
        "taken, other is alias",
        "kept, other is alias",
    ]


def test_notes_are_joined_once() -> None:
    survivor, absorbed = profile(1, notes="tea"), profile(2, notes="nuts", last_name="Rao")

    assert plan(survivor, absorbed).survivor.notes == "tea\n\n--- 2026-11-23, merged from Asha Rao:\nnuts"
    assert plan(survivor, profile(2, notes="tea")).survivor.notes == "tea"
    assert plan(profile(1), absorbed).survivor.notes == "nuts"
    assert plan(survivor, absorbed, notes="absorbed").survivor.notes == "nuts"
    assert plan(survivor, absorbed, notes="survivor").survivor.notes == "tea"


def test_plan_moves_default_of_equal_addresses() -> None:
    absorbed = profile(2, addresses=(address(3), address(4, default=True), address(5, "2 Hill")))

    merge_plan = plan(profile(1), absorbed)

    assert merge_plan.addresses == (UUID(int=4), UUID(int=5))
    assert [(a.id.int, a.is_default) for a in merge_plan.survivor.addresses] == [(4, True), (5, False)]
    assert merge_plan.absorbed.addresses == ()


def test_default_is_existing_or_former_or_newest() -> None:
    book = [address(1), address(2), address(3, kind="billing")]

    assert [a.is_default for a in one_default(book, ())] == [False, True, True]
    assert [a.is_default for a in one_default(book, {UUID(int=1)})] == [True, False, True]
    assert [a.is_default for a in one_default([address(1, default=True), address(2)], {UUID(int=2)})] == [True, False]


def test_journal_round_trips() -> None:
    survivor = profile(
        1, consent=YES, vip_override=VipOverride("pinned", "press", NOW), tags={"a": "A"}, addresses=(address(3, default=True),)
    )
    journal = Journal(
        survivor, profile(2, external_ids={"till": "2"}), replace(survivor, addresses=()), (UUID(int=9),), (), ("a",), (UUID(int=8),)
    )

    assert read_journal(encode_journal(journal)) == journal
    assert read_journal({}) is None


def test_undo_keeps_values_unchanged_by_merge() -> None:
    back = undo(profile(1, notes="tea"), profile(2), notes="coffee", first_name="Aasha")

    assert (back.survivor.notes, back.survivor.first_name) == ("coffee", "Aasha")
    assert (back.conflicts, set(back.kept)) == ((), {"notes", "first_name"})


def test_undo_removes_joined_notes() -> None:
    survivor, absorbed = profile(1, notes="tea"), profile(2, notes="nuts")
    joined = plan(survivor, absorbed).survivor.notes or ""

    assert undo(survivor, absorbed, notes=joined.replace("tea", "coffee") + "\nFridays").survivor.notes == "coffee\nFridays"
    assert undo(profile(1), absorbed, notes="nuts\nFridays").survivor.notes == "Fridays"
    broken = undo(survivor, absorbed, notes="nuts and tea")
    assert (broken.survivor.notes, len(broken.conflicts)) == ("tea", 1)


def test_undo_keeps_later_consent() -> None:
    withdrawn = Consent(False, NOW, "operator", "c")
    survivor, absorbed = profile(1, consent=YES), profile(2, consent=YES._replace(at=LATE))

    back = undo(survivor, absorbed, consent=withdrawn)

    assert (back.survivor.consent, back.absorbed.consent, len(back.conflicts)) == (withdrawn, withdrawn, 1)


def test_take_is_parsed_strictly() -> None:
    assert parse_take(["phone=absorbed", " external_ids.till = survivor "]) == {"phone": "absorbed", "external_ids.till": "survivor"}
    for text, problem in (
        ("phone", "is not of the form"),
        ("phone=both", "is not of the form"),
        ("fone=absorbed", "did you mean phone"),
        ("external_ids.=absorbed", "cannot be taken"),
    ):
        with pytest.raises(ValueError, match=problem):
            parse_take([text])
    with pytest.raises(ValueError, match="both sides"):
        parse_take(["phone=absorbed", "phone=survivor"])
