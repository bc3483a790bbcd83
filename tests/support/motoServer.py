"""Serves one of moto's services on 127.0.0.1 at any free port, and prints the port once it answers.

    motoServer.py stepfunctions [--executes]

With --executes, executions run their states, which needs the packages of requirements.txt beside this file.
"""

import logging
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "local", "containers"))
import lifeline  # noqa: E402

if __name__ == "__main__":
    lifeline.hold()
    from moto.core.config import default_user_config
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import make_server

    default_user_config["stepfunctions"]["execute_state_machine"] = "--executes" in sys.argv
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_backend_app(sys.argv[1]), threaded=True)
    print(server.port, flush=True)
    server.serve_forever()
