"""Standardises features: x' = (x - mean) / sigma. A SageMaker Processing job in the scikit-learn container runs it.

Input: CSV files without header, the label in the first column, numbers in all others. The mean and the standard
deviation of each column are taken from the training rows alone; the held-back rows, if that input is there, are
transformed with the same parameters. Labels stay as they are. A column that is constant in the training rows is only
centred (sigma counts as 1), as scikit-learn's StandardScaler does.

Output: train.csv and validation.csv in the same form, and scaler.json:

    {"mean": [...], "scale": [...], "features": 30, "rows": 455, "sklearn": "1.2.1"}

A model that was trained on the output wants its features transformed in the same way. That takes no scikit-learn:

    import json
    import numpy
    with open("scaler.json") as file:
        scaler = json.load(file)
    standardised = (numpy.asarray(features) - scaler["mean"]) / scaler["scale"]

A failure ends with exit code 1, its reason on standard error and in /opt/ml/output/message, which
DescribeProcessingJob returns as ExitMessage (https://docs.aws.amazon.com/sagemaker/latest/dg/byoc-metadata.html).
No output is left behind then.

Runs on Python 3.8 and later with scikit-learn 1.0 and later. `--root DIR` puts DIR before every path, to try it
outside a container.
"""

import argparse
import array
import csv
import json
import math
import os
import re
import sys
import traceback

import numpy
import sklearn
from sklearn.preprocessing import StandardScaler

RAW = "/opt/ml/processing/input/raw"
HOLDOUT = "/opt/ml/processing/input/holdout"
TRAIN = "/opt/ml/processing/output/train/train.csv"
VALIDATION = "/opt/ml/processing/output/validation/validation.csv"
SCALER = "/opt/ml/processing/output/scaler/scaler.json"
MESSAGE = "/opt/ml/output/message"

# What float() takes beyond this ("1_000", "nan") is a mistake in a data file.
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class DataError(Exception):
    """The input is at fault; the message names file, row and column."""


def read_table(folder, columns=None):
    """The CSV files of a folder, in the order of their names.

    `columns` is how many columns each row must have; by default as many as the first row has.
    Returns the labels as they are written, and the features as an array of rows x features.
    """
    labels, values = [], array.array("d")
    for name in sorted(os.listdir(folder)):
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
                    labels.append(cells[0])
                    values.extend(map(float, cells[1:]))
            except csv.Error as error:
                raise DataError(f"{path}, row {rows.line_num}: {error}") from error
    if not labels:
        raise DataError(f"{folder}: found no rows, allowed: rows of numbers, label first")
    return labels, numpy.frombuffer(values).reshape(len(labels), -1)


def check_row(cells, columns, place):
    """Raises DataError unless the row has so many columns, at least two, and each is a finite number."""
    if len(cells) != columns or columns < 2:
        raise DataError(f"{place}: found {len(cells)} columns, allowed: {max(columns, 2)}, the label first")
    for column, cell in enumerate(cells, start=1):
        if not NUMBER.fullmatch(cell) or not math.isfinite(float(cell)):
            raise DataError(f"{place}, column {column}: found {cell[:40]!r}, allowed: a number")


def fit_scaler(features):
    """A StandardScaler that holds the mean and the standard deviation of each column."""
    with numpy.errstate(over="ignore", invalid="ignore"):
        scaler = StandardScaler().fit(features)
    overflown = numpy.flatnonzero(~numpy.isfinite(scaler.mean_ + scaler.var_))
    if overflown.size:
        raise DataError(f"column {overflown[0] + 2}: the numbers are too large to take their standard deviation")
    return scaler


def write_table(path, labels, features):
    """Writes rows with the label first. repr() gives the fewest digits that read back as the same number."""
    with create(path) as file:
        for label, row in zip(labels, features.tolist()):
            file.write(",".join([label, *map(repr, row)]) + "\n")


def write_scaler(path, scaler):
    """Writes what it takes to transform other rows in the same way."""
    with create(path) as file:
        json.dump(
            {
                "mean": scaler.mean_.tolist(),
                "scale": scaler.scale_.tolist(),
                "features": int(scaler.n_features_in_),
                "rows": int(scaler.n_samples_seen_),
                "sklearn": sklearn.__version__,
            },
            file,
        )


def create(path):
    """A new text file, its folder made if need be."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return open(path, "w", encoding="utf-8", newline="\n")


def transform(root=""):
    """Everything from input to output, below `root`. All input is read before anything is written."""
    labels, features = read_table(root + RAW)
    holdout = read_table(root + HOLDOUT, columns=features.shape[1] + 1) if os.path.isdir(root + HOLDOUT) else None
    scaler = fit_scaler(features)
    write_table(root + TRAIN, labels, scaler.transform(features))
    print(f"Fitted {features.shape[1]} features on {len(labels)} rows.")
    if holdout:
        write_table(root + VALIDATION, holdout[0], scaler.transform(holdout[1]))
        print(f"Transformed {len(holdout[0])} held-back rows with the same parameters.")
    write_scaler(root + SCALER, scaler)


def main(root=""):
    """Runs `transform`. Returns the exit code: 0, or 1 when it failed."""
    try:
        transform(root)
        return 0
    except Exception as error:
        if isinstance(error, DataError):
            reason = str(error)
        else:
            traceback.print_exc()
            reason = f"{type(error).__name__}: {error}"
        print(reason, file=sys.stderr)
        give_up(root, reason)
        return 1


def give_up(root, reason):
    """Removes output that may be incomplete, and leaves the reason where SageMaker looks for it."""
    for path in (TRAIN, VALIDATION, SCALER):
        if os.path.exists(root + path):
            os.remove(root + path)
    try:
        with create(root + MESSAGE) as file:
            file.write(reason)
    except OSError as error:
        print(f"{root + MESSAGE}: {error}", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Standardises the features of CSV files.")
    parser.add_argument("--root", default="", help="put this before every path")
    sys.exit(main(parser.parse_args().root))
