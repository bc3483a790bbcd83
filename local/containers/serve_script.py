"""Serving in script mode, as the containers of XGBoost and scikit-learn do it: serve_script.py ROOT CONTAINER PROGRAM, with
/opt/ml below ROOT, CONTAINER `xgboost` or `scikit-learn`, and the program in /opt/ml/code.

The program's model_fn loads the model; its input_fn, predict_fn and output_fn, or its transform_fn in their place, answer
payloads. What it does not have of the three is the container's own.

https://sagemaker.readthedocs.io/en/stable/frameworks/sklearn/using_sklearn.html#deploy-a-scikit-learn-model
"""

import importlib
import os
import sys
import threading

import lifeline
from model_http import Answer, serve, text_answer
from payloads import JSON, TEXT_TYPES, UnsupportedType, array_of, encoded, matrix_of
from run_script import hide_own_modules, map_imports, print_traceback


class Program:
    """The user's functions, with the container's defaults for those that there are not."""

    def __init__(self, module, container: str):
        is_xgboost = container == "xgboost"
        self.model_fn = getattr(module, "model_fn", None)
        self.input_fn = getattr(module, "input_fn", matrix_of if is_xgboost else array_of)
        self.predict_fn = getattr(module, "predict_fn", predict_matrix if is_xgboost else predict_array)
        self.output_fn = getattr(module, "output_fn", default_output)
        self.transform_fn = getattr(module, "transform_fn", self.transform)
        if self.model_fn is None:
            raise NotImplementedError(f"{module.__name__}.py has no model_fn: it must have one, as on AWS")
        own = [name for name in ("input_fn", "predict_fn", "output_fn") if hasattr(module, name)]
        if own and hasattr(module, "transform_fn"):
            raise ValueError(f"{module.__name__}.py has a transform_fn, so it cannot have {', '.join(own)} as well")

    def transform(self, model, content, content_type: str, accept: str):
        try:
            data = self.input_fn(content, content_type)
        except UnsupportedType as error:
            return refusal(415, f"Content type {error} is not supported: an input_fn of the program's own can read it.")
        prediction = self.predict_fn(data, model)
        try:
            return self.output_fn(prediction, accept)
        except UnsupportedType as error:
            return refusal(406, f"Accept {error} is not supported: an output_fn of the program's own can write it.")


def predict_matrix(data, model):
    return model.predict(data, validate_features=False)


def predict_array(data, model):
    return model.predict(data)


def default_output(prediction, accept: str):
    return encoded(prediction, accept), accept


def refusal(status: int, text: str) -> Answer:
    return text_answer(status, text, "text/plain")


def answer_of(result, accept: str) -> Answer:
    """What a program may give back: text or bytes, also with their type, or a response of Flask's."""
    if isinstance(result, Answer):
        return result
    if hasattr(result, "get_data") and hasattr(result, "status_code"):
        return Answer(result.status_code, result.get_data(), result.mimetype or accept)
    content, content_type = result if isinstance(result, tuple) else (result, accept)
    if isinstance(content, str):
        content = content.encode("utf-8")
    if not isinstance(content, (bytes, bytearray)):
        raise TypeError(f"the program answered with a {type(content).__name__}: it must be text or bytes")
    return Answer(200, bytes(content), content_type)


def invocations(program: Program, model):
    """What answers a payload."""
    # The container's workers take one request at a time.
    lock = threading.Lock()
    default_accept = os.environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", JSON)

    def invoke(body: bytes, headers) -> Answer:
        content_type = headers.get("ContentType") or headers.get("Content-Type") or JSON
        accept = headers.get("Accept") or "*/*"
        accept = default_accept if accept == "*/*" else accept
        try:
            content = body.decode("utf-8") if content_type in TEXT_TYPES else body
            with lock:
                return answer_of(program.transform_fn(model, content, content_type, accept), accept)
        except Exception as error:
            print_traceback(error)
            return refusal(500, f"{type(error).__name__}: {error}")

    return invoke


def main(root: str, container: str, script: str) -> None:
    code = os.path.join(root, "opt", "ml", "code")
    map_imports(root)
    hide_own_modules()
    sys.path.insert(0, code)
    try:
        module = importlib.import_module(script.removesuffix(".py"))
        program = Program(module, container)
        model = program.model_fn(os.path.join(root, "opt", "ml", "model"))
    except Exception as error:
        print_traceback(error)
        sys.exit(1)
    serve(invocations(program, model))


if __name__ == "__main__":
    lifeline.hold()
    main(*sys.argv[1:])
