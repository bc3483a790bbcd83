"""Divides rows into training, validation and held-back rows. A SageMaker Processing job in the scikit-learn container runs it.

Input: CSV files without header in input/raw (other files are passed over), the label in the first column, numbers in all
others; a feature may be missing (an empty cell). A label with at most 20 different values is a class: each class is
divided on its own, so that every part has its share of all of them. The same rows, shares and seed give the same parts.

Output, below /opt/ml/processing/output:

    train/data.csv  validation/data.csv  test/data.csv
    train/data-1.csv and so on beside it with --parts, a file for each instance of a distributed training job

With --features NAME=1-3,7 the same rows with these features only, counted from 1 behind the label, in the order given, in the same
files below features/NAME/. It can be given several times, not with --partition-column.

With --partition-column, each partition is divided on its own, and the list of the files is that of the partitions:

    train/<value>.csv  validation/<value>.csv  test/<value>.csv

With --standardise, features become (x - mean) / sigma by the training rows of their table; missing ones stay missing.
Else every cell stays as it is written.

A failure ends with exit code 1, its reason on standard error and in /opt/ml/output/message, which
DescribeProcessingJob returns as ExitMessage (https://docs.aws.amazon.com/sagemaker/latest/dg/byoc-metadata.html).
No output is left behind then.

Runs on Python 3.8 and later with scikit-learn 1.0 and later. `--root DIR` puts DIR before every path, to try it
outside a container.
"""

import argparse
import csv
import math
import os
import re
import sys
import traceback

import numpy
from sklearn.preprocessing import StandardScaler

RAW = "/opt/ml/processing/input/raw"
OUTPUT = "/opt/ml/processing/output"
MESSAGE = "/opt/ml/output/message"
PARTS = ("train", "validation", "test")
FEATURES = "features"

# A label with more values than this is a number to predict, not a class.
MOST_CLASSES = 20

FEATURE_SET = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)=([0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*)")

# What float() takes beyond this ("1_000", "nan") is a mistake in a data file.
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class DataError(Exception):
    """The input or an argument is at fault; the message says where."""


def read_rows(folder):
    """The rows of a folder's CSV files as lists of cells, in the order of the files' names."""
    table, columns = [], None
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".csv"):
            continue
        path = os.path.join(folder, name)
        # A byte that is not UTF-8 becomes a cell that is not a number, and is reported as such.
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = csv.reader(file)
            try:
                for row in rows:
                    cells = [cell.strip() for cell in row]
                    if cells in ([], [""]):
                        continue
                    columns = columns or len(cells)
                    check_row(cells, columns, f"{path}, row {rows.line_num}")
                    table.append(cells)
            except csv.Error as error:
                raise DataError(f"{path}, row {rows.line_num}: {error}") from error
    if not table:
        raise DataError(f"{folder}: found no rows, allowed: rows of numbers, label first")
    return table


def check_row(cells, columns, place):
    """Raises DataError unless the row has so many columns, at least two, each a finite number or a missing feature."""
    if len(cells) != columns or columns < 2:
        raise DataError(f"{place}: found {len(cells)} columns, allowed: {max(columns, 2)}, the label first")
    for column, cell in enumerate(cells, start=1):
        if cell == "" and column > 1:
            continue
        if not NUMBER.fullmatch(cell) or not math.isfinite(float(cell)):
            raise DataError(f"{place}, column {column}: found {cell[:40]!r}, allowed: a number")


def divide(rows, shares, seed, what):
    """Divides rows into the three parts, each in the order of the input."""
    labels = [float(row[0]) for row in rows]
    classes = sorted(set(labels))
    groups = [[index for index, label in enumerate(labels) if label == value] for value in classes]
    if len(classes) > MOST_CLASSES:
        groups = [list(range(len(rows)))]
    random = numpy.random.RandomState(seed)
    taken = {part: [] for part in PARTS}
    # What is left over when a class's rows are divided goes on to the next: the parts are right to the row.
    carried = {"validation": 0.0, "test": 0.0}
    for group in groups:
        order = [group[position] for position in random.permutation(len(group))]
        start = 0
        for part in ("test", "validation"):
            wanted = len(group) * shares[part] + carried[part]
            count = min(int(math.floor(wanted + 0.5)), len(order) - start)
            carried[part] = wanted - count
            taken[part] += order[start : start + count]
            start += count
        taken["train"] += order[start:]
    for part in PARTS:
        if not taken[part] and (part == "train" or shares[part] > 0):
            raise DataError(f"{what}: found {len(rows)} rows, too few to give the {part} part any of them")
    return {part: [rows[index] for index in sorted(indices)] for part, indices in taken.items()}


def standardise(parts, what):
    """Standardises the features of all parts by the training rows."""
    arrays = {
        part: numpy.array([[float(cell or "nan") for cell in row[1:]] for row in rows]) for part, rows in parts.items()
    }
    with numpy.errstate(over="ignore", invalid="ignore"):
        scaler = StandardScaler().fit(arrays["train"])
    # A column without a number in the training rows has neither mean nor variance.
    overflown = numpy.flatnonzero(numpy.isinf(scaler.mean_) | numpy.isinf(scaler.var_))
    if overflown.size:
        raise DataError(f"{what}, column {overflown[0] + 2}: the numbers are too large to take their standard deviation")
    return {
        part: [
            [row[0], *("" if math.isnan(value) else repr(value) for value in values)]
            for row, values in zip(rows, scaler.transform(arrays[part]).tolist() if rows else [])
        ]
        for part, rows in parts.items()
    }


def partitions_of(rows, column):
    """Rows by the value of a column, a whole number that is not negative, in the order of the values."""
    if column > len(rows[0]):
        raise DataError(f"--partition-column: found {column}, allowed: 2 to {len(rows[0])}, a column of the rows")
    found = {}
    for number, row in enumerate(rows, start=1):
        cell = row[column - 1]
        value = float(cell or "nan")
        if not value >= 0 or value != math.floor(value):
            raise DataError(f"row {number}, column {column}: found {cell!r}, allowed: a partition, a whole number from 0")
        found.setdefault(int(value), []).append(row)
    return {str(value): found[value] for value in sorted(found)}


def feature_sets_of(given, columns):
    """Numbers of features by name, from texts such as small=1-3,7, for rows of so many columns."""
    found = {}
    for text in given:
        match = FEATURE_SET.fullmatch(text)
        if not match:
            raise DataError(f"--features: found {text[:80]!r}, allowed: NAME=1-3,7")
        name, numbers = match.group(1), []
        if name in found:
            raise DataError(f"--features: found {name} twice, allowed: a set of features by each name")
        for span in match.group(2).split(","):
            first, _, last = span.partition("-")
            if not 1 <= int(first) <= int(last or first) < columns:
                raise DataError(f"--features {name}: found {span}, allowed: 1 to {columns - 1}, the features of the rows")
            numbers += range(int(first), int(last or first) + 1)
        if len(set(numbers)) < len(numbers):
            raise DataError(f"--features {name}: found a feature twice, allowed: each once")
        found[name] = numbers
    return found


def select(parts, numbers):
    """The label and these features of each row."""
    return {part: [[row[0], *(row[number] for number in numbers)] for row in rows] for part, rows in parts.items()}


def write_rows(path, rows):
    with create(path) as file:
        for row in rows:
            file.write(",".join(row) + "\n")


def create(path):
    """A new text file, its folder made if need be."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return open(path, "w", encoding="utf-8", newline="\n")


def preprocess(arguments):
    """Everything from input to output. All input is read and divided before anything is written."""
    output = arguments.root + OUTPUT
    shares = {"validation": arguments.validation_fraction, "test": arguments.test_fraction}
    if min(shares.values()) < 0 or sum(shares.values()) >= 1:
        raise DataError(f"shares: found {shares}, allowed: from 0, together below 1")
    rows = read_rows(arguments.root + RAW)
    column = arguments.partition_column
    feature_sets = feature_sets_of(arguments.features, len(rows[0]))
    if column and feature_sets:
        raise DataError("--features: found with --partition-column, allowed: one of them")
    tables = partitions_of(rows, column) if column else {"": rows}
    divided = {}
    for value, table in tables.items():
        what = f"partition {value}" if column else "the data"
        parts = divide(table, shares, arguments.seed, what)
        divided[value] = standardise(parts, what) if arguments.standardise else parts
    if column:
        for value, parts in divided.items():
            for part, part_rows in parts.items():
                write_rows(f"{output}/{part}/{value}.csv", part_rows)
    else:
        write_parts(output, divided[""], arguments.parts)
        for name, numbers in feature_sets.items():
            write_parts(f"{output}/{FEATURES}/{name}", select(divided[""], numbers), arguments.parts)
    counts = {part: sum(len(parts[part]) for parts in divided.values()) for part in PARTS}
    print(f"Divided {len(rows)} rows of {len(tables)} tables: {counts}.")


def write_parts(output, parts, files):
    """Writes a table's parts; the training rows in as many files as there are instances to read them."""
    if len(parts["train"]) < files:
        raise DataError(f"the data: found {len(parts['train'])} training rows, allowed: one for each of {files} files")
    for index in range(files):
        name = "data.csv" if index == 0 else f"data-{index}.csv"
        write_rows(f"{output}/train/{name}", parts["train"][index::files])
    for part in ("validation", "test"):
        write_rows(f"{output}/{part}/data.csv", parts[part])


def main(given=None):
    """Runs `preprocess`. Returns the exit code: 0, or 1 when it failed."""
    arguments = parse(given)
    try:
        preprocess(arguments)
        return 0
    except Exception as error:
        if isinstance(error, DataError):
            reason = str(error)
        else:
            traceback.print_exc()
            reason = f"{type(error).__name__}: {error}"
        print(reason, file=sys.stderr)
        give_up(arguments.root, reason)
        return 1


def give_up(root, reason):
    """Removes output that may be incomplete, and leaves the reason where SageMaker looks for it."""
    for name in (*PARTS, FEATURES):
        # What is mounted is emptied, not removed.
        for folder, _, files in os.walk(f"{root}{OUTPUT}/{name}"):
            for file in files:
                os.remove(os.path.join(folder, file))
    try:
        with create(root + MESSAGE) as file:
            file.write(reason)
    except OSError as error:
        print(f"{root + MESSAGE}: {error}", file=sys.stderr)


def parse(given):
    parser = argparse.ArgumentParser(description="Divides the rows of CSV files for training.")
    parser.add_argument("--validation-fraction", type=float, default=0.2, help="of the rows, to stop training by")
    parser.add_argument("--test-fraction", type=float, default=0.2, help="of the rows, never trained on")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other parts")
    parser.add_argument("--standardise", action="store_true", help="features to mean 0 and standard deviation 1")
    parser.add_argument("--parts", type=int, default=1, help="files to write the training rows to")
    parser.add_argument("--features", action="append", default=[], help="NAME=1-3,7: these features on their own too")
    parser.add_argument("--partition-column", type=int, default=0, help="divide by this column, counted from 1")
    parser.add_argument("--root", default="", help="put this before every path")
    return parser.parse_args(given)


if __name__ == "__main__":
    sys.exit(main())
