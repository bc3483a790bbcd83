"""Writes lambda/sample/sample.csv from the copy of the data set that scikit-learn ships.

    python -m venv .mlpipe/sample && .mlpipe/sample/bin/pip install scikit-learn
    .mlpipe/sample/bin/python tools/makeSampleData.py

Running it again writes the same bytes. What is changed is said in lambda/sample/README.md.
"""

import csv
from importlib import resources
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "lambda" / "sample" / "sample.csv"

# scikit-learn counts benign as 1. Here 1 is what a prediction should find: malignant.
MALIGNANT_IN_SOURCE = "0"


def main():
    source = resources.files("sklearn.datasets.data").joinpath("breast_cancer.csv")
    with source.open(encoding="utf-8") as file:
        # The first row holds the counts and the names of the classes.
        _, *rows = csv.reader(file)
    # The cells stay text, so every digit is the source's own.
    lines = [["1" if row[-1] == MALIGNANT_IN_SOURCE else "0", *row[:-1]] for row in rows]
    TARGET.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    print(f"{TARGET}: {len(lines)} rows, {len(lines[0])} columns")


if __name__ == "__main__":
    main()
