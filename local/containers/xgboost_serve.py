"""Serving as SageMaker's XGBoost container does it in batch transform: xgboost_serve.py OPT_ML_FOLDER.

Answers `GET /ping` and `POST /invocations` (text/csv rows without label in, one prediction a line out) on a free port of
127.0.0.1, and prints {"port": N} once it does. The model is the first file in the folder's model/.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
"""

import os
import sys
import threading

import lifeline
from model_http import Answer, serve, text_answer
from xgboost_library import CsvError, load, read_csv

CSV_TYPES = ("csv", "text/csv")


def load_model(xgboost, folder: str):
    names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    paths = [path for path in (os.path.join(folder, name) for name in names) if os.path.isfile(path)]
    if not paths:
        raise ValueError("the model archive holds no file")
    with open(paths[0], "rb") as file:
        model = xgboost.Booster(model_file=bytearray(file.read()))
    # Mini-batches are small: starting threads would take longer than predicting.
    model.set_param("nthread", 1)
    return model


def invocations(xgboost, model):
    """What answers a payload."""
    lock = threading.Lock()

    def invoke(body: bytes, headers) -> Answer:
        if not body:
            return text_answer(204, "")
        content_type = (headers.get("Content-Type") or "").split(";")[0].strip().lower()
        if content_type not in CSV_TYPES:
            return text_answer(415, f"Content-type {content_type} is not supported in a local run: use text/csv.")
        try:
            rows = xgboost.DMatrix(read_csv(body.decode("utf-8"), "the payload"))
        except (CsvError, UnicodeDecodeError) as error:
            return text_answer(415, f"Loading csv data failed, please ensure data is in csv format: {error}")
        try:
            with lock:
                predictions = model.predict(rows, validate_features=False)
        except (xgboost.core.XGBoostError, ValueError) as error:
            return text_answer(400, f"Unable to evaluate payload provided: {str(error).strip().splitlines()[0]}")
        return text_answer(200, "".join(f"{value}\n" for value in predictions.tolist()))

    return invoke


def main(folder: str) -> None:
    xgboost = load()
    try:
        model = load_model(xgboost, os.path.join(folder, "model"))
    except (ValueError, xgboost.core.XGBoostError) as error:
        print(f"Unable to load model: {str(error).strip().splitlines()[0]}", file=sys.stderr, flush=True)
        sys.exit(1)
    serve(invocations(xgboost, model))


if __name__ == "__main__":
    lifeline.hold()
    main(sys.argv[1])
