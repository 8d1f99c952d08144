"""What the output formats share."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from importlib import import_module
from typing import Any, ClassVar

from customers.config.formats import FORMAT_CLASSES
from customers.domain.text import did_you_mean
from customers.errors import UsageError
from customers.output.results import EMPTY, Document, Page, Record, Result, Summary
from customers.output.shapes.columns import Layout, Row, Shape


def _ignore(names: Sequence[str]) -> None:
    """Do nothing about columns that are not shown."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a run may choose about tables and CSV.

    Attributes:
        header: Whether there are headings.
        excel: Whether CSV is for Excel: with a byte-order mark, and long digits kept as they are.
        hide: Receives the names of the columns for which the terminal has no room.
        now: The time of the run, from which ages are counted.
        at_risk_before: The time before which the last order of a customer at risk was placed.
    """

    header: bool = True
    excel: bool = False
    hide: Callable[[Sequence[str]], None] = _ignore
    now: str = ""
    at_risk_before: str = ""


DEFAULT_STYLE = Style()


@dataclass(frozen=True)
class Format(ABC):
    """A way to print results.

    Attributes:
        currency: The currency of amounts that name none, ISO 4217.
        fields: The fields that are picked, in order; all of them if empty.
        dry_run: Whether the result is that of a dry run.
        marks: Makes further members of every object that is written; called when the object is complete.
        zone: The time zone in which people read times.
        style: What the run has chosen about tables and CSV.
        layout: The variant of a shape that the format prints into a pipe or a file.
        is_structured: Whether records are objects with other objects inside; errors are objects then too.
        is_for_people: Whether results are laid out for people; a dry run shows its changes then.
        has_page_meta: Whether a page tells how many records there are.
        has_header: Whether there is a header, which a run may leave out.
        is_spreadsheet: Whether a spreadsheet opens the result.
        is_streamed: Whether the first rows of a list are printed before the last ones are read.
    """

    currency: str
    fields: tuple[str, ...] = ()
    dry_run: bool = False
    marks: Callable[[], Row] = dict
    zone: tzinfo = UTC
    style: Style = DEFAULT_STYLE

    layout: ClassVar[Layout]
    is_structured: ClassVar[bool] = False
    is_for_people: ClassVar[bool] = False
    has_page_meta: ClassVar[bool] = False
    has_header: ClassVar[bool] = False
    is_spreadsheet: ClassVar[bool] = False
    is_streamed: ClassVar[bool] = True

    @property
    def is_screen(self) -> bool:
        """Return whether results are laid out for a terminal, with more about a record than its fields."""
        return False

    def variant(self, shape: Shape) -> Shape:
        """Return the variant of a shape that is printed."""
        return shape.variant("screen" if self.is_screen else self.layout)

    def check(self, shape: Shape) -> None:
        """Refuse fields that a shape does not have.

        Raises:
            UsageError: it names the field and the nearest that there is.
        """
        variant = shape.variant(self.layout)
        names = (*variant.fields, *variant.on_request)
        for name in self.fields:
            if name not in names:
                raise UsageError(problem=f"no field {name!r}", hint=did_you_mean(name, names) + f"The fields are {', '.join(names)}")

    def pick(self, row: Row, hidden: Row = EMPTY) -> Row:
        """Return the picked fields of a row, the row itself where none are picked; `hidden` fields are there only if picked."""
        if not self.fields:
            return row
        members = {**hidden, **row}
        return {name: members.get(name) for name in self.fields}

    def texts(self, result: Result) -> Iterable[str]:
        """Return a result as text, in pieces."""
        match result:
            case Record():
                return self.record(result)
            case Page():
                return self.page(result)
            case Document():
                return self.document(result)
            case Summary():
                return self.summary(result)

    @abstractmethod
    def record(self, record: Record) -> Iterable[str]:
        """Return one record as text."""

    @abstractmethod
    def page(self, page: Page) -> Iterable[str]:
        """Return a page as text."""

    @abstractmethod
    def document(self, document: Document) -> Iterable[str]:
        """Return a result of several parts as text."""

    @abstractmethod
    def summary(self, summary: Summary) -> Iterable[str]:
        """Return a few counts as text."""


class FileFormat(ABC):
    """A format of whole tables, which exports write into files."""

    @classmethod
    @abstractmethod
    def file_of_chunks(
        cls, chunks: Iterable[Any], fields: Sequence[str], style: Style = DEFAULT_STYLE, *, raw: bool = False
    ) -> Iterable[str]:
        """Return a file of chunks that the database has formatted; `raw` cells have no guards against spreadsheets."""


def load_format(name: str) -> type[Format]:
    """Return the class of a format."""
    module, _, class_name = FORMAT_CLASSES[name].partition(":")
    format_class: type[Format] = getattr(import_module(f"customers.output.formats.{module}"), class_name)
    return format_class


def load_file_format(name: str) -> type[FileFormat]:
    """Return the class of a format of files."""
    format_class = load_format(name)
    assert issubclass(format_class, FileFormat)
    return format_class
