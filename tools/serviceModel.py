"""Writes asl/catalogue/shapes/*.json: requests and responses of the optimized integrations, from botocore's service models.

Only maintainers run it, after an API was added to INTEGRATIONS or when AWS changed one:

    python3 -m venv /tmp/model && /tmp/model/bin/pip install botocore
    /tmp/model/bin/python tools/serviceModel.py

Output per service: the botocore version, its shapes by name, and per API the shapes of its request ("input") and response
("output"), and of what `.sync` returns in its place ("syncOutput"). A shape names others as "#Name"; one without limits is
written where it is used: "string", "integer", "float", "boolean", "timestamp", "any".
    {"type": "structure", "members": {"Name": "#Name"}, "required": [...]}   {"type": "list", "item": "string", "max": 20}
    {"type": "map", "key": "string", "value": "#Value"}                      {"type": "string", "pattern": "...", "enum": [...]}

Step Functions writes every member with a capital first letter, whatever the API has:
https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html
"""

import json
import pathlib

import botocore
import botocore.session

# Step Functions' service -> botocore's service and its operations: API -> (operation, what `.sync` returns).
# What `.sync` returns is an operation's response ("DescribeTrainingJob"), or a part of one ("GetJobRun.JobRun").
INTEGRATIONS = {
    "athena": (
        "athena",
        {
            "startQueryExecution": ("StartQueryExecution", "GetQueryExecution"),
            "stopQueryExecution": ("StopQueryExecution", None),
            "getQueryExecution": ("GetQueryExecution", None),
            "getQueryResults": ("GetQueryResults", None),
        },
    ),
    "batch": ("batch", {"submitJob": ("SubmitJob", "DescribeJobs.jobs[]")}),
    "bedrock": ("bedrock", {"createModelCustomizationJob": ("CreateModelCustomizationJob", "GetModelCustomizationJob")}),
    "bedrock-runtime": ("bedrock-runtime", {"invokeModel": ("InvokeModel", None)}),
    "codebuild": (
        "codebuild",
        {
            "startBuild": ("StartBuild", "StartBuild"),
            "stopBuild": ("StopBuild", None),
            "batchDeleteBuilds": ("BatchDeleteBuilds", None),
            "batchGetReports": ("BatchGetReports", None),
            "startBuildBatch": ("StartBuildBatch", "StartBuildBatch"),
            "stopBuildBatch": ("StopBuildBatch", None),
            "retryBuildBatch": ("RetryBuildBatch", "RetryBuildBatch"),
            "deleteBuildBatch": ("DeleteBuildBatch", None),
        },
    ),
    "databrew": ("databrew", {"startJobRun": ("StartJobRun", None)}),
    "dynamodb": (
        "dynamodb",
        {
            "getItem": ("GetItem", None),
            "putItem": ("PutItem", None),
            "updateItem": ("UpdateItem", None),
            "deleteItem": ("DeleteItem", None),
        },
    ),
    "ecs": ("ecs", {"runTask": ("RunTask", "DescribeTasks.tasks[]")}),
    "eks": (
        "eks",
        {
            "createCluster": ("CreateCluster", "DescribeCluster"),
            "deleteCluster": ("DeleteCluster", None),
            "createNodegroup": ("CreateNodegroup", "DescribeNodegroup"),
            "deleteNodegroup": ("DeleteNodegroup", None),
            "createFargateProfile": ("CreateFargateProfile", "DescribeFargateProfile"),
            "deleteFargateProfile": ("DeleteFargateProfile", None),
        },
    ),
    "elasticmapreduce": ("emr", {"createCluster": ("RunJobFlow", None)}),
    "emr-containers": (
        "emr-containers",
        {
            "createVirtualCluster": ("CreateVirtualCluster", None),
            "deleteVirtualCluster": ("DeleteVirtualCluster", None),
            "startJobRun": ("StartJobRun", None),
        },
    ),
    "emr-serverless": (
        "emr-serverless",
        {
            "createApplication": ("CreateApplication", None),
            "startApplication": ("StartApplication", None),
            "stopApplication": ("StopApplication", None),
            "deleteApplication": ("DeleteApplication", None),
            "startJobRun": ("StartJobRun", None),
            "cancelJobRun": ("CancelJobRun", None),
        },
    ),
    "events": ("events", {"putEvents": ("PutEvents", None)}),
    "glue": ("glue", {"startJobRun": ("StartJobRun", "GetJobRun.JobRun")}),
    "lambda": ("lambda", {"invoke": ("Invoke", None)}),
    "mediaconvert": ("mediaconvert", {"createJob": ("CreateJob", "GetJob")}),
    "sagemaker": (
        "sagemaker",
        {
            "createTrainingJob": ("CreateTrainingJob", "DescribeTrainingJob"),
            "createTransformJob": ("CreateTransformJob", "DescribeTransformJob"),
            "createProcessingJob": ("CreateProcessingJob", "DescribeProcessingJob"),
            "createHyperParameterTuningJob": ("CreateHyperParameterTuningJob", "DescribeHyperParameterTuningJob"),
            "createLabelingJob": ("CreateLabelingJob", "DescribeLabelingJob"),
            "createModel": ("CreateModel", None),
            "createEndpointConfig": ("CreateEndpointConfig", None),
            "createEndpoint": ("CreateEndpoint", None),
            "updateEndpoint": ("UpdateEndpoint", None),
        },
    ),
    "sns": ("sns", {"publish": ("Publish", None)}),
    "sqs": ("sqs", {"sendMessage": ("SendMessage", None)}),
    "states": ("stepfunctions", {"startExecution": ("StartExecution", "DescribeExecution")}),
}
TARGET = pathlib.Path(__file__).parent.parent / "asl" / "catalogue" / "shapes"
LIMITS = ("min", "max", "pattern", "enum")
# How JSON has botocore's types; a blob is JSON or text, as the integration has it.
JSON_TYPES = {"long": "integer", "double": "float", "blob": "any", "character": "string"}


def capitalised(member: str) -> str:
    return member[:1].upper() + member[1:]


def required_members(shape) -> list[str]:
    """
    What a caller has to give: not the tokens against calling twice, such as ClientToken, which the AWS SDK fills in. A few
    members that name something, such as QueryExecutionId, are marked as tokens too; a random one would be of no use.
    """

    def is_filled_in(name: str) -> bool:
        return shape.members[name].metadata.get("idempotencyToken") and name.lower().endswith(("token", "requestid"))

    return [name for name in shape.required_members if not is_filled_in(name)]


class Shapes:
    """The shapes of one service that are used, by name."""

    def __init__(self, rename=capitalised) -> None:
        self.rename = rename
        self.named: dict[str, dict] = {}

    def reference(self, shape) -> str:
        """What stands for the shape where it is used; its description goes into `named`."""
        kind = shape.type_name
        limits = {key: shape.metadata[key] for key in LIMITS if key in shape.metadata}
        if shape.metadata.get("document"):
            return "any"
        if kind not in ("structure", "list", "map") and not limits:
            return JSON_TYPES.get(kind, kind)
        if shape.name not in self.named:
            self.named[shape.name] = {}  # Taken before going on, since a shape may hold itself.
            self.named[shape.name] = {**self.description(shape), **limits}
        return f"#{shape.name}"

    def description(self, shape) -> dict:
        if shape.type_name == "structure":
            members = {self.rename(name): self.reference(member) for name, member in shape.members.items()}
            required = [self.rename(name) for name in required_members(shape)]
            return {"type": "structure", "members": members, **({"required": required} if required else {})}
        if shape.type_name == "list":
            return {"type": "list", "item": self.reference(shape.member)}
        if shape.type_name == "map":
            return {"type": "map", "key": self.reference(shape.key), "value": self.reference(shape.value)}
        return {"type": JSON_TYPES.get(shape.type_name, shape.type_name)}


def response(model, name: str):
    """The shape of an operation's response, or of the part of it that a path names."""
    operation, *path = name.split(".")
    shape = model.operation_model(operation).output_shape
    for step in path:
        shape = shape.members[step.removesuffix("[]")]
        if step.endswith("[]"):
            shape = shape.member
    return shape


def service_document(model, operations: dict) -> dict:
    shapes = Shapes()
    entries = {}
    for api, (name, sync) in operations.items():
        operation = model.operation_model(name)
        empty = {"type": "structure", "members": {}}
        entry = {"input": shapes.reference(operation.input_shape)}
        if operation.output_shape is None:
            shapes.named.setdefault("Nothing", empty)
        entry["output"] = "#Nothing" if operation.output_shape is None else shapes.reference(operation.output_shape)
        if sync is not None:
            entry["syncOutput"] = shapes.reference(response(model, sync))
        entries[api] = entry
    return {"source": f"botocore {botocore.__version__}", "operations": entries, "shapes": shapes.named}


def as_lines(document: dict) -> str:
    """JSON with one shape a line, so that a change of the model is read as lines."""
    parts = [f'"source": {json.dumps(document["source"])}']
    for key in ("operations", "shapes"):
        lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in sorted(document[key].items())]
        parts.append(f'"{key}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    session = botocore.session.get_session()
    TARGET.mkdir(parents=True, exist_ok=True)
    for service, (botocore_name, operations) in INTEGRATIONS.items():
        document = service_document(session.get_service_model(botocore_name), operations)
        (TARGET / f"{service}.json").write_text(as_lines(document))


if __name__ == "__main__":
    main()
