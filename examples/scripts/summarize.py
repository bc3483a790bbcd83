"""Summarises a CSV file by label: rows, and mean, standard deviation, least and greatest value of every column.

A SageMaker Processing job in the scikit-learn container runs it. Input: CSV files without header, the label in the first
column. Output: summary.csv with one line for each label and column.
"""

import pathlib

import pandas

INPUT = pathlib.Path("/opt/ml/processing/input/data")
OUTPUT = pathlib.Path("/opt/ml/processing/output/summary")


def main():
    files = sorted(path for path in INPUT.iterdir() if path.is_file())
    if not files:
        raise SystemExit(f"There is no file in {INPUT}.")
    rows = pandas.concat([pandas.read_csv(file, header=None) for file in files])
    label, *features = rows.columns
    statistics = rows.groupby(label)[features].agg(["count", "mean", "std", "min", "max"])
    # One line for each label and column: easier to read and to filter than thirty columns times five.
    summary = statistics.stack(level=0).reset_index()
    summary.columns = ["label", "column", *summary.columns[2:]]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    summary.to_csv(OUTPUT / "summary.csv", index=False)
    print(f"{len(rows)} rows, {len(features)} features, {rows[label].nunique()} labels")


if __name__ == "__main__":
    main()
