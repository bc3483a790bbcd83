"""Makes the virtual environment that the local run uses: build.py FOLDER LOCK_FILE.

Run by any Python >= 3.10 with the standard library alone. The folder counts as complete when `complete.json` is in it,
which is written last; anything without it is thrown away and made anew. A lock of the kernel's, which no crash leaves
behind, keeps runs that start at the same time from making it twice.

Progress goes to standard output, a line each. On failure the last line is a JSON object {"failed": KIND, "detail": ...};
environment.ts turns the kinds into advice.
"""

import ast
import errno
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import venv

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "containers"))
import lifeline  # noqa: E402

DISK_FULL = re.compile(r"No space left on device|os error 28\b|ENOSPC|Disk quota exceeded", re.IGNORECASE)
NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|Failed to establish a new connection|Connection refused|Connection reset"
    r"|Network is unreachable|name resolution|Name or service not known|nodename nor servname|dns error"
    r"|ProxyError|tunnel|SSLError|CERTIFICATE_VERIFY_FAILED|invalid peer certificate|Read timed out|ReadTimeoutError"
    r"|error sending request|client error \(Connect\)|Max retries exceeded",
    re.IGNORECASE,
)
# Under an index that is off or empty pip says these for whatever it is asked first.
NOT_OFFERED = re.compile(r"No matching distribution found|not found in the|no version of|no wheels?|unsatisfiable", re.IGNORECASE)

PROGRESS = re.compile(r"Resolved|Prepared|Installed|Download|Collecting|Installing|Using cached")
# Addresses may hold credentials.
ADDRESS = re.compile(r"\b[a-z+]+://\S+")

# What uv calls the settings of pip that say where packages come from (values of a list are joined by the character).
UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", ""),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", ""),
    "cert": ("SSL_CERT_FILE", ""),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "proxy": ("ALL_PROXY", ""),
}


class Failure(Exception):
    def __init__(self, kind: str, detail: str):
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


def say(line: str) -> None:
    print(line, flush=True)


def run(command: list[str], environment: dict[str, str] | None = None, show: bool = False) -> tuple[int, str]:
    """Runs a tool; gives its exit code and all that it wrote, and shows its lines as progress if asked to."""
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    output = []
    for line in process.stdout:
        output.append(line)
        if show and PROGRESS.match(line.strip()):
            say("  " + ADDRESS.sub("<address>", line.strip()))
    return process.wait(), "".join(output)


def failure_of(output: str) -> Failure:
    """What a failed tool's output says of the cause; its last line for what is none of the known ones."""
    if DISK_FULL.search(output):
        return Failure("disk", "")
    if NO_NETWORK.search(output):
        return Failure("network", "")
    if NOT_OFFERED.search(output):
        return Failure("packages", "")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return Failure("other", ADDRESS.sub("<address>", lines[-1] if lines else ""))


def uv_environment(python: str) -> dict[str, str]:
    """The environment for uv, which does not read pip's settings: translated from pip's variables and files."""
    _, listing = run([python, "-m", "pip", "config", "list"])
    settings: dict[str, str] = {}
    for line in listing.splitlines():
        match = re.fullmatch(r"(:env:|\w+)\.([\w-]+)=(.*)", line)
        # A variable beats a file, as it does for pip; it lists variables first.
        if match and match[2] in UV_NAMES and match[2] not in settings:
            settings[match[2]] = str(ast.literal_eval(match[3]))
    environment = dict(os.environ)
    for setting, value in settings.items():
        name, separator = UV_NAMES[setting]
        environment.setdefault(name, separator.join(value.split()) if separator else value)
    return environment


def install(python: str, requirements: str) -> None:
    # Nothing is compiled here: it would take 7 s, most of it for modules that no run imports. See warm_up.
    pip = [python, "-m", "pip", "install", "--only-binary", ":all:", "--no-compile", "--no-input"]
    os.environ.update({"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"})
    os.environ.setdefault("PIP_RETRIES", "2")
    say("Installing uv, which fetches packages several times faster than pip")
    code, output = run([*pip, "uv"])
    if code == 0:
        say("Installing the Python packages (about 100 MB to download)")
        uv = [python, "-m", "uv", "pip", "install", "--only-binary", ":all:", "--no-deps", "--python", python]
        code, output = run([*uv, "-r", requirements], uv_environment(python), show=True)
        if code == 0:
            return
        if failure_of(output).kind == "disk":
            raise failure_of(output)
    elif failure_of(output).kind in ("disk", "network"):
        raise failure_of(output)
    say("Installing the Python packages with pip, since uv cannot be had here; that takes longer")
    code, output = run([*pip, "--no-deps", "-r", requirements], show=True)
    if code != 0:
        raise failure_of(output)


# What is imported of each package that is installed.
MODULES = {
    "xgboost": "xgboost",
    "xgboost-cpu": "xgboost",
    "pandas": "pandas",
    "scikit-learn": "sklearn.preprocessing",
    "boto3": "boto3",
    "flask": "flask",
    "flask-cors": "flask_cors",
    "moto": "moto.server, moto.s3.urls",
}


def warm_up(python: str) -> None:
    """Imports what a run imports: that proves that it loads, and leaves it byte-compiled for the first run."""
    code, output = run([python, "-c", "import importlib.metadata as m; print(*(d.name for d in m.distributions()))"])
    installed = {name.lower().replace("_", "-") for name in output.split()}
    modules = ", ".join(sorted({MODULES[name] for name in MODULES if name in installed}))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    say("Checking that the packages load")
    code, output = run([python, "-c", f"import {modules}"], environment)
    if code != 0:
        raise Failure("libomp" if "libomp" in output or "libgomp" in output else "other", failure_of(output).detail)


def build(folder: str, requirements: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    say(f"Making a virtual environment with Python {sys.version.split()[0]}")
    try:
        venv.create(folder, with_pip=True)
    except subprocess.CalledProcessError as error:
        cause = failure_of(str(error.output or ""))
        raise cause if cause.kind == "disk" else Failure("venv", "") from error
    python = os.path.join(folder, "bin", "python")
    install(python, requirements)
    warm_up(python)
    stamp = {"version": sys.version.split()[0], "interpreter": os.path.realpath(python)}
    with open(os.path.join(folder, "complete.json"), "w", encoding="utf-8") as file:
        json.dump(stamp, file)


def main(folder: str, requirements: str) -> None:
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another run is preparing Python; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.path.exists(os.path.join(folder, "complete.json")):
                return
        try:
            build(folder, requirements)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


if __name__ == "__main__":
    lifeline.hold()
    try:
        main(*sys.argv[1:])
    except (Failure, OSError) as error:
        if isinstance(error, OSError):
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            error = Failure("disk" if full else "folder", error.strerror or "")
        say(json.dumps({"failed": error.kind, "detail": error.detail}))
        sys.exit(1)
