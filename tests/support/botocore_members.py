"""Prints every member that botocore's model of SageMaker has, one a line: botocore_members.py OPERATION input|output

A line is the path, a type and whether the member is required: `OutputDataConfig.S3OutputPath string required`. Lists are
gone through as `[]`, maps as `{}`. A shape inside itself is not followed.
"""

import sys

import botocore.session


def members(shape, path: str, above: tuple[str, ...]):
    if shape.name in above:
        return
    above = (*above, shape.name)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            at = f"{path}.{name}" if path else name
            print(at, member.type_name, "required" if name in shape.required_members else "optional")
            members(member, at, above)
    elif shape.type_name == "list":
        members(shape.member, f"{path}[]", above)
    elif shape.type_name == "map":
        members(shape.value, f"{path}{{}}", above)


def main(operation: str, direction: str) -> None:
    model = botocore.session.get_session().get_service_model("sagemaker").operation_model(operation)
    members(model.input_shape if direction == "input" else model.output_shape, "", ())


if __name__ == "__main__":
    main(*sys.argv[1:])
