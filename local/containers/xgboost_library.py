"""XGBoost and numbers from CSV, for the scripts that stand in for SageMaker's XGBoost container."""

import csv
import io
import sys


def load():
    """Imports XGBoost in a quarter of the time: it looks for pandas and scikit-learn again and again, and needs neither."""
    for name in ("pandas", "sklearn"):
        # None makes an import fail as if the package were not installed.
        sys.modules.setdefault(name, None)
    import xgboost

    return xgboost


def sklearn_metrics():
    """scikit-learn's metrics, imported only when asked for: they take most of a second."""
    for name in ("pandas", "sklearn"):
        if sys.modules.get(name, True) is None:
            del sys.modules[name]
    from sklearn import metrics

    return metrics


class CsvError(Exception):
    """Text that is not a table of numbers; the message says where."""


def read_csv(text: str, source: str):
    """Reads a table of numbers without header; an empty cell is a missing value.

    `source` is what messages call the text. Gives a numpy array of float32, rows x columns.
    """
    import numpy

    if not text.strip():
        raise CsvError(f"{source} is empty")
    delimiter = _delimiter(text, source)
    try:
        # The fast way, in C; it takes no empty cells.
        return numpy.loadtxt(io.StringIO(text), dtype=numpy.float32, delimiter=delimiter, ndmin=2, comments=None)
    except ValueError:
        return numpy.array(_rows(text, delimiter, source), dtype=numpy.float32)


def _delimiter(text: str, source: str) -> str:
    line = text.lstrip().split("\n", 1)[0]
    try:
        return csv.Sniffer().sniff(line[:2048], delimiters=",;\t| ").delimiter
    except csv.Error:
        try:
            float(line)
        except ValueError:
            raise CsvError(f"Could not determine delimiter on line {line[:50]!r} of {source}") from None
        return ","


def _rows(text: str, delimiter: str, source: str) -> list[list[float]]:
    rows = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    for cells in reader:
        if cells:
            rows.append([_number(cell, reader.line_num, index, source) for index, cell in enumerate(cells)])
            if len(cells) != len(rows[0]):
                raise CsvError(
                    f"{source}, row {reader.line_num}: {len(cells)} columns, where the first row has {len(rows[0])}"
                )
    return rows


def _number(cell: str, row: int, index: int, source: str) -> float:
    try:
        if "_" in cell:
            raise ValueError  # float() takes 1_000
        return float(cell) if cell.strip() else float("nan")
    except ValueError:
        hint = " (a header is not allowed)" if row == 1 else ""
        raise CsvError(f"{source}, row {row}, column {index + 1}: {cell[:50]!r} is not a number{hint}") from None
