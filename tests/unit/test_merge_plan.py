"""The rules of merging two profiles, and of undoing a merge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from customers.domain.merge.journal import Journal, encode_journal, read_journal
from customers.domain.merge.plan import MergePlan, one_default, parse_take, plan_merge, resolve_consent
from customers.domain.merge.profile import MergeProfile, StoredOverride
from customers.domain.merge.undo import UnmergePlan, plan_unmerge
from customers.models.customer import NEVER_ASKED, Consent, CustomerAddress

NOW = datetime(2026, 11, 23, 6, 41, tzinfo=UTC)
EARLY, LATE = NOW - timedelta(days=30), NOW - timedelta(days=3)
YES, NO = Consent("yes", EARLY, "operator", "a"), Consent("no", LATE, "import", "b")
NEVER = NEVER_ASKED


def profile(number: int, **values: Any) -> MergeProfile:
    blank = dict.fromkeys(("email", "phone", "last_name", "notes"))
    rest: dict[str, Any] = {"first_name": "Asha", "consent": NEVER, "external_ids": {}, "vip_override": StoredOverride(None), "tags": {}}
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


def undo(survivor: MergeProfile, absorbed: MergeProfile, **since: Any) -> UnmergePlan:
    """Merge two profiles, change the survivor, and plan the undo."""
    merge_plan = plan(survivor, absorbed)
    journal = Journal(survivor, absorbed, merge_plan.survivor, (), merge_plan.addresses, merge_plan.tags, ())
    return plan_unmerge(journal, replace(merge_plan.survivor, **since))


@pytest.mark.parametrize(
    ("first_consent", "second_consent", "state", "rule"),
    [
        (YES, NO, "no", "newer word"),
        (replace(YES, at=NOW), NO, "yes", "newer word"),
        (YES, NEVER, "yes", "only word: other was never asked"),
        (NO, NEVER, "no", "only word: other was never asked"),
        (NEVER, NEVER, "unknown", "same"),
        (replace(YES, at=LATE), NO, "no", "no wins: same time"),
        (Consent("yes"), NO, "no", "no wins: time unknown"),
        (YES, Consent("no"), "no", "no wins: time unknown"),
        (Consent("yes"), Consent("yes"), "yes", "same"),
        (YES, Consent("yes"), "yes", "same"),
    ],
)
def test_consent_is_newest_statement(first_consent: Consent, second_consent: Consent, state: str, rule: str) -> None:
    for survivor_consent, absorbed_consent in ((first_consent, second_consent), (second_consent, first_consent)):
        consent, why = resolve_consent(survivor_consent, absorbed_consent, None, NOW, "mira")
        assert (consent.state, why) == (state, rule)
        if consent.state != survivor_consent.state:
            assert (consent.source, consent.actor) == ("merge", "mira")
            assert consent.at is not None


def test_winning_consent_keeps_its_time() -> None:
    assert resolve_consent(YES, NO, None, NOW, "mira")[0] == Consent("no", LATE, "merge", "mira")
    assert resolve_consent(YES, Consent("no"), None, NOW, "mira")[0] == Consent("no", NOW, "merge", "mira")
    assert resolve_consent(NEVER, NO, None, NOW, "mira")[0] == Consent("no", LATE, "merge", "mira")
    assert resolve_consent(replace(NO, at=EARLY), NO, None, NOW, "mira")[0] == NO


def test_false_is_a_value_and_take_records_operator() -> None:
    assert resolve_consent(NO, YES, "absorbed", NOW, "mira")[0] == Consent("yes", EARLY, "merge", "mira")
    assert resolve_consent(YES, NO, "survivor", NOW, "mira")[0] == YES
    assert resolve_consent(NO, NEVER, "absorbed", NOW, "mira") == (NO, "kept: absorbed is blank")


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
        1, consent=YES, vip_override=StoredOverride("pinned", "press", NOW), tags={"a": "A"}, addresses=(address(3, default=True),)
    )
    journal = Journal(
        survivor, profile(2, external_ids={"till": "2"}), replace(survivor, addresses=()), (UUID(int=9),), (), ("a",), (UUID(int=8),)
    )

    assert read_journal(encode_journal(journal)) == journal
    assert read_journal({}) is None


@pytest.mark.parametrize(
    ("stored", "consent"),
    [
        ([False, None, None, None], NEVER),
        ([False, "2026-11-20T06:41:00Z", "import", "b"], NO),
        ([True, "2026-10-24T06:41:00Z", "operator", "a"], YES),
    ],
)
def test_journal_of_first_version_is_read(stored: list[Any], consent: Consent) -> None:
    document = encode_journal(Journal(profile(1), profile(2), profile(1), (), (), (), ()))
    document["survivor"]["consent"] = stored

    journal = read_journal(document)

    assert journal is not None
    assert journal.survivor.consent == consent


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
    withdrawn = Consent("no", NOW, "operator", "c")
    survivor, absorbed = profile(1, consent=YES), profile(2, consent=replace(YES, at=LATE))

    back = undo(survivor, absorbed, consent=withdrawn)

    assert (back.survivor.consent, back.absorbed.consent, back.conflicts) == (withdrawn, withdrawn, ())


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
