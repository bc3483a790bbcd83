"""Serves moto's S3 on 127.0.0.1: s3_server.py PORT (0: any free one).

Prints one line of JSON once it answers, {"port": N}, or {"failed": REASON} and ends. moto's own `moto_server` imports
what all services need, opens every connection with Nagle's delay, and outlives the program that started it.
"""

import json
import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "containers"))
import lifeline  # noqa: E402


def main(port: int) -> None:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        print(json.dumps({"failed": error.strerror}), flush=True)
        sys.exit(1)

    # Before moto is imported: buckets are named in the path only, and no cross-origin headers are needed.
    os.environ.update({"S3_IGNORE_SUBDOMAIN_BUCKETNAME": "1", "MOTO_DISABLE_GLOBAL_CORS": "1"})
    from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    class Handler(MotoRequestHandler):
        # An answer goes out in several small writes; without this each costs a delayed acknowledgement of 40 ms.
        disable_nagle_algorithm = True

        def log_request(self, *_):
            pass

    server = make_server(
        "127.0.0.1",
        listener.getsockname()[1],
        create_backend_app("s3"),
        threaded=True,
        request_handler=Handler,
        fd=listener.fileno(),
    )
    print(json.dumps({"port": server.port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    lifeline.hold()
    main(int(sys.argv[1]))
