"""Laws of amounts in files: a column is read exactly as it is written, or refused; never wrongly."""

from contextlib import suppress
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from customers.errors import UsageError
from customers.services.importing.rows import SourceRow
from customers.transfer.cells.amounts import Mark, evidence_of, read_amount
from customers.transfer.profile.amounts import AmountColumn

CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3, "INR": 2}
AFFIXES = {
    "EUR": ["{}", "€{}", "€ {}", "{} €", "{} EUR"],
    "JPY": ["{}", "¥{}"],
    "KWD": ["{}", "KWD {}"],
    "INR": ["{}", "₹{}", "Rs. {}", "Rs.{}"],
}


class Style(NamedTuple):
    """How a program writes amounts: the decimal mark, the mark of groups, and how many decimals."""

    decimal: str
    group: str
    decimals: int


styles = st.builds(
    lambda marks, decimals: Style(marks[0], marks[1], decimals),
    st.sampled_from([(".", ","), (",", "."), (".", ""), (",", ""), (",", " "), (".", "'"), (",", "\u00a0"), (",", "\u202f")]),
    st.integers(0, 4),
)


def written(minor: int, places: int, style: Style) -> str:
    """Return an amount as a program writes it."""
    units, fraction = divmod(minor, 10**places)
    digits = f"{fraction:0{places}}" if places else ""
    decimals = digits.ljust(style.decimals, "0") if len(digits.rstrip("0")) <= style.decimals else digits
    decimals = decimals if len(decimals) <= style.decimals else decimals[: max(style.decimals, len(decimals.rstrip("0")))]
    groups = f"{units:,}".replace(",", style.group)
    return groups + (style.decimal + decimals if decimals else "")


def column(texts: list[str]) -> AmountColumn:
    """Return a column that has seen all texts."""
    result = AmountColumn("Total", lambda _: 2)
    for line, text in enumerate(texts, 2):
        result.note(text, SourceRow(line, {}, {}))
    result.settle()
    return result


@given(st.data(), st.sampled_from(sorted(CURRENCIES)), styles)
def test_column_in_one_style_is_read_exactly_or_refused(data: st.DataObject, currency: str, style: Style) -> None:
    places = CURRENCIES[currency]
    amounts = data.draw(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
    affix = data.draw(st.sampled_from(AFFIXES[currency]))
    texts = [affix.format(written(amount, places, style)) for amount in amounts]

    try:
        rule = column(texts).rule()
    except UsageError:
        assert not any(isinstance(evidence_of(text), Mark) for text in texts)
        return
    assert [read_amount(rule(text), currency) for text in texts] == amounts


@given(st.data(), st.sampled_from(sorted(CURRENCIES)), styles)
def test_deciding_cell_decides_wherever_it_stands(data: st.DataObject, currency: str, style: Style) -> None:
    places = CURRENCIES[currency]
    amounts = data.draw(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
    texts = [written(amount, places, style) for amount in amounts]
    decisive = f"0{style.decimal}0"
    position = data.draw(st.integers(0, len(texts)))

    rule = column([*texts[:position], decisive, *texts[position:]]).rule()

    assert [read_amount(rule(text), currency) for text in texts] == amounts


@given(st.lists(st.text(alphabet="0123456789.,' €-()", max_size=10), max_size=8))
def test_any_texts_have_an_amount_or_a_reason(texts: list[str]) -> None:
    with suppress(UsageError):
        rule = column(texts).rule()
        for text in texts:
            with suppress(ValueError):
                assert isinstance(read_amount(rule(text), "EUR"), int)
