"""Serves moto's Step Functions on 127.0.0.1 at any free port, and prints the port once it answers."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "local", "containers"))
import lifeline  # noqa: E402

if __name__ == "__main__":
    lifeline.hold()
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, create_backend_app("stepfunctions"), threaded=True)
    print(server.port, flush=True)
    server.serve_forever()
