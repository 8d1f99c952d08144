"""The groups of RFM, and the trend of the segments."""

from collections.abc import Callable, Sequence

from customers.domain.json import to_jsonable
from customers.models.records import field_names
from customers.models.segments import RfmGroup, RfmGroups, TrendPoint
from customers.output.parts import HeatMap, Part, Sparklines, Table
from customers.output.results import Document
from customers.output.shapes import common
from customers.output.shapes.columns import MINUTE, Column, Row, Shape, model_columns, number


def _percentage(name: str) -> Callable[[Row], str]:
    return lambda row: f"{row[name]:.1%}"


RFM_GROUP = Shape(
    model_columns(
        field_names(RfmGroup),
        Column("group", fit="whole"),
        number("customers"),
        Column("customers_share", "Share", "whole", right=True, value=_percentage("customers_share"), drop=2),
        common.TOTAL_SPENT,
        Column("total_spent_share", "Share of spend", "whole", right=True, value=_percentage("total_spent_share"), drop=1),
    ),
    table=("group", "customers", "customers_share", "total_spent", "total_spent_share"),
    key="group",
)
TREND = Shape(
    model_columns(field_names(TrendPoint), Column("at", "Time", "whole", time=MINUTE), *map(number, field_names(TrendPoint)[1:])),
    table=field_names(TrendPoint),
    key="",
)


def rfm_document(groups: RfmGroups, *, chart: bool) -> Document:
    """Return the groups, the best first; with `chart` people see the grid of recency and frequency."""
    document = to_jsonable(groups)
    rows, grid = document["groups"], document["grid"]
    parts: list[Part] = [HeatMap(grid, "recency", "frequency", "customers")] if chart else []
    return Document(
        lambda pick: {"as_of": document["as_of"], "data": list(map(pick, rows)), "grid": grid},
        Table(rows, RFM_GROUP),
        parts,
        is_list=True,
    )


def trend_document(points: Sequence[TrendPoint]) -> Document:
    """Return the sizes of the segments, a row a moment; on a terminal people see their course below."""
    rows = list(map(TREND.row, points))
    parts: list[Part] = [Table(rows, TREND), Sparklines({name: [row[name] for row in rows] for name in TREND.fields[1:]})]
    return Document(lambda pick: {"data": list(map(pick, rows))}, Table(rows, TREND), parts, fields_pick_rows=True, is_list=True)
