"""Serving as SageMaker's XGBoost container does it in batch transform: xgboost_serve.py OPT_ML_FOLDER.

Answers `GET /ping` and `POST /invocations` (text/csv rows without label in, one prediction a line out) on a free port of
127.0.0.1, and prints {"port": N} once it does. The model is the first file in the folder's model/.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import lifeline
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


def handler(xgboost, model):
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # An answer goes out in two writes; without this the second waits 40 ms for an acknowledgement.
        disable_nagle_algorithm = True

        def do_GET(self):
            self.answer(200 if self.path == "/ping" else 404, "")

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path != "/invocations":
                return self.answer(404, "")
            if not body:
                return self.answer(204, "")
            content_type = (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()
            if content_type not in CSV_TYPES:
                return self.answer(415, f"Content-type {content_type} is not supported in a local run: use text/csv.")
            try:
                rows = xgboost.DMatrix(read_csv(body.decode("utf-8"), "the payload"))
            except (CsvError, UnicodeDecodeError) as error:
                return self.answer(415, f"Loading csv data failed, please ensure data is in csv format: {error}")
            try:
                with lock:
                    predictions = model.predict(rows, validate_features=False)
            except (xgboost.core.XGBoostError, ValueError) as error:
                return self.answer(400, f"Unable to evaluate payload provided: {str(error).strip().splitlines()[0]}")
            return self.answer(200, "".join(f"{value}\n" for value in predictions.tolist()))

        def answer(self, status: int, text: str):
            content = text.encode("utf-8")
            self.send_response(status)
            self.send_header("Content-Type", "text/csv")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    return Handler


def main(folder: str) -> None:
    xgboost = load()
    try:
        model = load_model(xgboost, os.path.join(folder, "model"))
    except (ValueError, xgboost.core.XGBoostError) as error:
        print(f"Unable to load model: {str(error).strip().splitlines()[0]}", file=sys.stderr, flush=True)
        sys.exit(1)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(xgboost, model))
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    lifeline.hold()
    main(sys.argv[1])
