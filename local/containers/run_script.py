"""Runs a Python program that was written for a SageMaker container, where /opt/ml is a folder elsewhere:
run_script.py ROOT SCRIPT [ARGUMENT ...], with /opt/ml standing for ROOT/opt/ml.

Without root rights there is no /opt/ml to be made, so string literals that begin with that path are changed when the
program and the modules beside it are compiled: `"/opt/ml/processing/input"`, `f"/opt/ml/{name}"`, `b"/opt/ml"`, and
`"/opt"` for a path put together from parts. So are arguments. Line numbers and all else stay as they are. Programs that
the program itself starts are not changed.
"""

import ast
import importlib.machinery
import importlib.util
import os
import re
import sys
import traceback
import types

import lifeline

# "/opt/ml", "/opt/ml/model", "--model-dir=/opt/ml/model", "file:///opt/ml/model"; not "/opt/mlflow" nor "/data/opt/ml".
IN_TEXT = re.compile(r"(^|=|file://)(/opt/ml(?=/|$)|/opt/?$)")
IN_BYTES = re.compile(IN_TEXT.pattern.encode())


def mapped(value, root: str):
    """The text or bytes with the folder's real place."""
    if isinstance(value, bytes):
        return IN_BYTES.sub(lambda match: match[1] + os.fsencode(root) + match[2], value)
    return IN_TEXT.sub(lambda match: match[1] + root + match[2], value)


class Mapper(ast.NodeTransformer):
    def __init__(self, root: str):
        self.root = root

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, (str, bytes)):
            node.value = mapped(node.value, self.root)
        return node


def compiled(source: bytes, path: str, root: str) -> types.CodeType:
    tree = ast.parse(importlib.util.decode_source(source), path)
    return compile(Mapper(root).visit(tree), path, "exec", dont_inherit=True)


def map_imports(root: str) -> None:
    """Modules below the root are compiled with their paths mapped; all others are imported as ever."""

    class Loader(importlib.machinery.SourceFileLoader):
        def source_to_code(self, data, path, *, _optimize=-1):
            return compiled(data, path, root)

    below = importlib.machinery.FileFinder.path_hook((Loader, importlib.machinery.SOURCE_SUFFIXES))

    def hook(path: str):
        if not os.path.abspath(path or ".").startswith(root + os.sep):
            raise ImportError
        return below(path)

    sys.path_hooks.insert(0, hook)


def hide_own_modules() -> None:
    """Leaves the user's program to find its own modules, also those that are called as some of this folder."""
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != folder]
    for name, module in list(sys.modules.items()):
        if name != "__main__" and os.path.dirname(getattr(module, "__file__", None) or "") == folder:
            del sys.modules[name]


def run(root: str, script: str, arguments: list[str]) -> None:
    """Runs the program as `python3 SCRIPT ARGUMENT ...` would, in this process; what it raises comes out."""
    path = mapped(script, root)
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        # As Python itself says it.
        print(f"python3: can't open file '{script}': [Errno {error.errno}] {error.strerror}", file=sys.stderr)
        sys.exit(2)
    try:
        code = compiled(source, path, root)
    except SyntaxError as error:
        # Less the frames of the parser.
        raise error.with_traceback(None) from None
    map_imports(root)
    sys.argv = [path, *(mapped(argument, root) for argument in arguments)]
    hide_own_modules()
    sys.path.insert(0, os.path.dirname(path))
    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    exec(code, module.__dict__)


def print_traceback(error: BaseException) -> None:
    """Prints the error as Python does when it ends a program: with the program's frames, without those of this folder."""
    frames = error.__traceback__
    while frames is not None and os.path.dirname(frames.tb_frame.f_code.co_filename) == os.path.dirname(__file__):
        frames = frames.tb_next
    traceback.print_exception(type(error), error, frames)


def main(root: str, script: str, *arguments: str) -> None:
    try:
        run(root, script, list(arguments))
    except Exception as error:
        print_traceback(error)
        sys.exit(1)


if __name__ == "__main__":
    lifeline.hold()
    main(*sys.argv[1:])
