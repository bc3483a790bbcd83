"""Writes asl/catalogue/shapes/*.json from botocore's service models.

Only maintainers run it, after a new API was added to OPERATIONS or when AWS changed one:

    python3 -m venv /tmp/model && /tmp/model/bin/pip install botocore
    /tmp/model/bin/python tools/serviceModel.py

Output per service: the botocore version, and per operation its request ("input") and response ("output") as shapes:
    {"type": "structure", "members": {...}, "required": [...]}   {"type": "list", "item": ..., "min": 1, "max": 20}
    {"type": "map", "value": ..., "max": 100}                    {"type": "string", "max": 63, "pattern": "...", "enum": [...]}
    {"type": "integer", "min": 1}                                {"type": "boolean"}
Requests hold every limit; of responses only names and types are kept, two levels deep, since only paths are looked up there.
"""

import json
import pathlib

import botocore
import botocore.session

OPERATIONS = {
    "sagemaker": ["CreateTrainingJob", "CreateTransformJob", "CreateProcessingJob", "CreateModel"],
    "lambda": ["Invoke"],
}
# What `.sync` returns: the Describe call's response.
RESPONSES = {
    "CreateTrainingJob": "DescribeTrainingJob",
    "CreateTransformJob": "DescribeTransformJob",
    "CreateProcessingJob": "DescribeProcessingJob",
}
TARGET = pathlib.Path(__file__).parent.parent / "asl" / "catalogue" / "shapes"


def request_shape(shape, seen=()):
    """The shape with all its limits; a shape inside itself is cut to {"type": "any"}."""
    if shape.name in seen:
        return {"type": "any"}
    inner = (*seen, shape.name)
    if shape.type_name == "structure":
        result = {"type": "structure", "members": {n: request_shape(s, inner) for n, s in shape.members.items()}}
        if shape.required_members:
            result["required"] = shape.required_members
    elif shape.type_name == "list":
        result = {"type": "list", "item": request_shape(shape.member, inner)}
    elif shape.type_name == "map":
        result = {"type": "map", "key": request_shape(shape.key, inner), "value": request_shape(shape.value, inner)}
    else:
        result = {"type": {"long": "integer", "double": "float", "blob": "any"}.get(shape.type_name, shape.type_name)}
    for key in ("min", "max", "pattern", "enum"):
        if key in shape.metadata:
            result[key] = shape.metadata[key]
    return result


def response_shape(shape, depth=2):
    """Member names and types, `depth` levels deep."""
    if shape.type_name != "structure":
        return {"type": shape.type_name}
    if depth == 0:
        return {"type": "any"}
    return {"type": "structure", "members": {n: response_shape(s, depth - 1) for n, s in shape.members.items()}}


def main():
    session = botocore.session.get_session()
    for service, operations in OPERATIONS.items():
        model = session.get_service_model(service)
        shapes = {}
        for name in operations:
            operation = model.operation_model(name)
            entry = {"input": request_shape(operation.input_shape), "output": response_shape(operation.output_shape)}
            if name in RESPONSES:
                entry["syncOutput"] = response_shape(model.operation_model(RESPONSES[name]).output_shape)
            shapes[name] = entry
        document = {"source": f"botocore {botocore.__version__}", "operations": shapes}
        TARGET.mkdir(parents=True, exist_ok=True)
        (TARGET / f"{service}.json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
