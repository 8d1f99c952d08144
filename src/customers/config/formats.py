"""The registry of output formats: a format is one line here and one class in `output/formats`."""

# The class of each format, as `module:class` in `customers.output.formats`; it is imported when the format is used.
FORMAT_CLASSES = {
    "table": "table:TableFormat",
    "json": "json:JsonFormat",
    "jsonl": "jsonl:JsonLinesFormat",
    "csv": "csv:CsvFormat",
    "ids": "ids:IdsFormat",
}
