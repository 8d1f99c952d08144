"""The statuses of orders: each known word leads to one canonical word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.orders.status import MAX_LENGTH, combine_statuses, is_status, parse_status

WORDS = ("paid", "Storniert", "wc-on-hold", "Partially refunded", "Denied", "closed", "draft", "half way", "Cancelled by customer")


@given(st.sampled_from(WORDS) | st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=MAX_LENGTH))
def test_canonical_word_leads_to_itself(text: str) -> None:
    try:
        status = parse_status(text)
    except ValueError:
        return

    assert parse_status(status.word) == status
    assert is_status(text) is status.is_known


@pytest.mark.parametrize(
    "text", ["CANCELLED_BY_CUSTOMER", "cancelledByMerchant", " Cancelled  (no stock) ", "Order Cancelled", "wc-cancelled"]
)
def test_case_punctuation_and_reasons_do_not_matter(text: str) -> None:
    assert parse_status(text).word == "cancelled"


def test_parts_and_negations_are_not_taken_for_the_whole() -> None:
    assert [parse_status(text).word for text in ("partially cancelled", "not cancelled", "cancellation requested")] == [
        "partially_cancelled",
        "not cancelled",
        "on-hold",
    ]


@given(*(st.lists(st.sampled_from(WORDS), max_size=2) for _ in range(3)))
def test_cancelled_or_failed_in_any_column_decides(order: list[str], payment: list[str], delivery: list[str]) -> None:
    combined = combine_statuses(order, payment, delivery)

    words = {parse_status(text).word for text in (*order, *payment, *delivery)}
    decisive = [word for word in ("cancelled", "failed") if word in words]
    assert combined is None if not words else not decisive or parse_status(combined or "").word == decisive[0]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Canceled - out of stock", "cancelled"),
        ("Storniert am 3. März", "cancelled"),
        ("Annulée : rupture de stock", "cancelled"),
        ("Failed: card declined", "failed"),
        ("Refunded to store credit", "refunded"),
        ("Refunded with Klarna", "refunded"),
        ("Partially refunded via Stripe", "partially_refunded"),
        ("Paid(manual)", "paid"),
        ("Paid / Delivered", "paid"),
        ("Shipped: DHL 00340", "shipped"),
        ("RTO Delivered", "refunded"),
        ("Return to Origin", "refunded"),
        ("Venda cancelada", "cancelled"),
        ("Invoice paid", "paid"),
        ("Invoice sent", "unpaid"),
        ("Paid - no refund", "paid"),
        ("Delivered (not returned)", "delivered"),
        ("ملغي", "cancelled"),
        ("تم التوصيل", "delivered"),
    ],
)
def test_reason_or_means_behind_a_status_does_not_matter(text: str, word: str) -> None:
    assert parse_status(text) == (word, True)


@pytest.mark.parametrize(
    "text",
    [
        "Refund - declined",
        "Refund on hold",
        "Paid (refunded)",
        "Completed, refunded",
        "Refund to wallet pending",
        "Delivered - returned",
        "Paid, then refunded",
        "Completed; later cancelled",
    ],
)
def test_status_that_its_end_may_take_back_stays_as_it_is(text: str) -> None:
    assert parse_status(text) == (text.lower(), False)
