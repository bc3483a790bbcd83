"""Writes examples/data/model.tar.gz and examples/data/heldOut.csv from lambda/sample/sample.csv.

    python -m venv .mlpipe/example && .mlpipe/example/bin/pip install -r local/python/requirements.txt
    .mlpipe/example/bin/python tools/makeExampleModel.py

Every fifth row is held back; the model is trained on the others. With the same xgboost, running it again writes the same
bytes.
"""

import gzip
import io
import tarfile
from pathlib import Path

import numpy
import xgboost

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "lambda" / "sample" / "sample.csv"
TARGET = PROJECT / "examples" / "data"

HOLD_BACK_EVERY = 5
ROUNDS = 20
# As SageMaker's own algorithm names it in the archive.
MODEL_FILE = "xgboost-model"


def train(rows):
    table = numpy.array([row.split(",") for row in rows], dtype=float)
    data = xgboost.DMatrix(table[:, 1:], label=table[:, 0])
    parameters = {"objective": "binary:logistic", "max_depth": 4, "eta": 0.3, "seed": 0, "nthread": 1}
    return xgboost.train(parameters, data, num_boost_round=ROUNDS)


def archive(model):
    content = bytes(model.save_raw(raw_format="ubj"))
    packed = io.BytesIO()
    # Without times and owners, so that the bytes depend on the model alone.
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as compressed, tarfile.open(fileobj=compressed, mode="w") as tar:
        entry = tarfile.TarInfo(MODEL_FILE)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def main():
    rows = SOURCE.read_text(encoding="utf-8").splitlines()
    held_out = rows[::HOLD_BACK_EVERY]
    training = [row for index, row in enumerate(rows) if index % HOLD_BACK_EVERY != 0]
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "heldOut.csv").write_text("".join(f"{row}\n" for row in held_out), encoding="utf-8")
    (TARGET / "model.tar.gz").write_bytes(archive(train(training)))
    print(f"{TARGET}: a model of {len(training)} rows, {len(held_out)} rows held back")


if __name__ == "__main__":
    main()
