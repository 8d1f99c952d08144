"""Laws of the undo of a run for one customer, on the values alone."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from customers.domain.undo.changes import net_changes
from customers.domain.undo.plan import changes_between, plan_undo
from customers.domain.undo.profile import UndoProfile
from customers.models.history import Change

texts = st.sampled_from([None, "a", "b"])
consents = st.sampled_from(
    [None, *({"state": state, "at": at, "source": "operator", "actor": "x"} for state in ("yes", "no") for at in "12")]
)
HOME = {"type": "shipping", "is_default": True, "address1": "1 A", "city": "Pune"}


@st.composite
def profiles(draw: st.DrawFn) -> UndoProfile:
    return UndoProfile(
        id=UUID(int=1),
        state=draw(st.sampled_from(["live", "deleted"])),
        texts={"email": None, "first_name": "Asha", "phone": draw(texts), "notes": draw(texts)},
        consent=draw(consents),
        external_ids=draw(st.dictionaries(st.sampled_from(["shop", "till"]), st.sampled_from("12"))),
        override=draw(st.sampled_from([(None, None, None), ("pinned", "a friend", None), ("excluded", "staff", "2027-01-01T00:00:00Z")])),
        tags=draw(st.dictionaries(st.just("red"), st.sampled_from(["red", "Red"]))),
        addresses={key: {**HOME, "id": key, "city": city} for key, city in draw(st.dictionaries(st.sampled_from("xy"), texts)).items()},
    )


def plain(profile: UndoProfile) -> dict[str, Any]:
    """Return a profile with blanks left out."""
    texts_of_profile = {name: text for name, text in profile.texts.items() if text}
    return {name: getattr(profile, name) for name in UndoProfile.__dataclass_fields__} | {"texts": texts_of_profile}


def run(*states: UndoProfile) -> list[list[Change]]:
    """Return the events of a run that leads a customer through some states."""
    return [changes_between(before, after) for before, after in pairwise(states)]


@given(profiles(), profiles(), profiles())
def test_undo_gives_what_was_before_the_first_event_of_the_run(before: UndoProfile, between: UndoProfile, after: UndoProfile) -> None:
    plan = plan_undo(net_changes(run(before, between, after)), after)

    assert plan.collisions == []
    assert plain(plan.after) == plain(before)


@given(profiles(), profiles())
def test_undo_of_an_undo_does_the_thing_again(before: UndoProfile, after: UndoProfile) -> None:
    undo = net_changes(run(after, before))

    assert plain(plan_undo(undo, before).after) == plain(after)


@given(profiles(), profiles())
def test_what_is_back_already_is_left_as_it_is(before: UndoProfile, after: UndoProfile) -> None:
    plan = plan_undo(net_changes(run(before, after)), before)

    assert plan.collisions == []
    assert plain(plan.after) == plain(before)


@given(profiles(), profiles(), profiles())
def test_values_that_the_run_did_not_change_stay(before: UndoProfile, after: UndoProfile, now: UndoProfile) -> None:
    net = net_changes(run(before, after))
    for force in (False, True):
        result = plan_undo(net, now, force=force).after
        assert all(result.texts.get(name) == now.texts.get(name) for name in now.texts if name not in net.fields)
        assert all(result.external_ids.get(name) == value for name, value in now.external_ids.items() if name not in net.external_ids)


@given(profiles(), profiles(), profiles())
def test_withdrawal_since_is_never_given_back(before: UndoProfile, after: UndoProfile, now: UndoProfile) -> None:
    plan = plan_undo(net_changes(run(before, after)), now, force=True)

    if now.consent is not None and now.consent["state"] == "no" and now.consent != after.consent:
        assert plan.after.consent == now.consent
