"""The HTTP side of a model server: `GET /ping` and `POST /invocations` on a free port of 127.0.0.1.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable, NamedTuple


class Answer(NamedTuple):
    status: int
    content: bytes
    content_type: str = "text/csv"


def text_answer(status: int, text: str, content_type: str = "text/csv") -> Answer:
    return Answer(status, text.encode("utf-8"), content_type)


def serve(invoke: Callable[[bytes, dict], Answer]) -> None:
    """Serves until the process ends, and prints {"port": N} once it does; `invoke` gets a payload and its headers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # An answer goes out in two writes; without this the second waits 40 ms for an acknowledgement.
        disable_nagle_algorithm = True

        def do_GET(self):
            self.answer(text_answer(200 if self.path == "/ping" else 404, ""))

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer(invoke(body, self.headers) if self.path == "/invocations" else text_answer(404, ""))

        def answer(self, answer: Answer):
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()
