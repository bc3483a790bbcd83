"""Holds JSON against botocore's model of the SageMaker API: botocore_validate.py OPERATION input|output < JSON

Prints the mistakes, one a line: missing and unknown members, wrong types, values out of range or not in an enumeration,
texts that do not match their pattern. Ends with exit code 0 whether or not there are any.
"""

import json
import re
import sys

import botocore.session
from botocore.validate import ParamValidator


def mistakes(value, shape, path: str):
    """What botocore's own validator leaves to the service: enumerations, patterns, upper bounds."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name in shape.members:
                yield from mistakes(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        yield from bounds(len(value), shape, path)
        for index, item in enumerate(value):
            yield from mistakes(item, shape.member, f"{path}[{index}]")
    elif shape.type_name == "map" and isinstance(value, dict):
        yield from bounds(len(value), shape, path)
        for key, item in value.items():
            yield from mistakes(key, shape.key, f"{path} key {key}")
            yield from mistakes(item, shape.value, f"{path}.{key}")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from bounds(len(value), shape, path)
        if shape.enum and value not in shape.enum:
            yield f"{path}: {value} is not one of {', '.join(shape.enum)}"
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(as_python(pattern), value, re.DOTALL):
            yield f"{path}: {value} does not match {pattern}"
    elif shape.type_name in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        yield from bounds(value, shape, path)


def as_python(pattern: str) -> str:
    """The pattern with Java's classes of letters, numbers and separators as Python has them.

    Customer metadata's is written with a `$` before its length, which no engine of expressions takes: it is left out.
    """
    pattern = pattern.replace("${", "{")
    for java, python in ((r"\p{L}", r"\w"), (r"\p{N}", r"\d"), (r"\p{Z}", r"\s")):
        pattern = pattern.replace(java, python)
    return pattern


def bounds(size, shape, path: str):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and size < low:
        yield f"{path}: {size} is below {low}"
    if high is not None and size > high:
        yield f"{path}: {size} is above {high}"


def main(operation: str, direction: str) -> None:
    model = botocore.session.get_session().get_service_model("sagemaker").operation_model(operation)
    shape = model.input_shape if direction == "input" else model.output_shape
    value = json.load(sys.stdin)
    report = ParamValidator().validate(value, shape).generate_report()
    for line in [*report.splitlines(), *mistakes(value, shape, operation)]:
        print(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
