"""Training in script mode, as SageMaker's training toolkit does it: train_script.py ROOT, with /opt/ml below ROOT.

Reads input/config/, and runs the program that the hyperparameter `sagemaker_program` names in /opt/ml/code: the other
hyperparameters are its arguments, and SM_* variables tell it all else. When it fails, output/failure says why, unless the
program has written that itself.

Variables, arguments and the words of a failure are those of https://github.com/aws/sagemaker-training-toolkit
(ENVIRONMENT_VARIABLES.md). The older toolkit in the XGBoost image sets a part of these variables.
"""

import json
import os
import sys
import traceback

import lifeline
from run_script import mapped, print_traceback, run

GROUP = "homogeneousCluster"
# What SageMaker and its SDK pass on among the hyperparameters, and programs do not see.
OWN_PREFIX = "sagemaker_"
OWN = ("_tuning_objective_metric", "default_user_module_name")
# Settings of the toolkit itself; any other with the prefix is one of a framework.
TOOLKIT = (
    "sagemaker_program",
    "sagemaker_submit_directory",
    "sagemaker_enable_cloudwatch_metrics",
    "sagemaker_region",
    "sagemaker_container_log_level",
    "sagemaker_job_name",
    "sagemaker_s3_output",
)
INFO = 20


class Job:
    """What a host knows of its training job."""

    def __init__(self, root: str):
        self.root = root
        self.base = os.path.join(root, "opt", "ml")
        given = {name: parsed(text) for name, text in self.config("hyperparameters").items()}
        own = {name: value for name, value in given.items() if name.startswith(OWN_PREFIX) or name in OWN}
        self.settings = own
        self.hyperparameters = mapped_all({name: value for name, value in given.items() if name not in own}, root)
        self.framework = {name: value for name, value in own.items() if name not in TOOLKIT and name not in OWN}
        self.resources = self.config("resourceconfig")
        self.channels = self.config("inputdataconfig")
        self.program = str(own["sagemaker_program"])

    def config(self, name: str) -> dict:
        with open(os.path.join(self.base, "input", "config", f"{name}.json"), encoding="utf-8") as file:
            return json.load(file)

    def at(self, *parts: str) -> str:
        return os.path.join(self.base, *parts)

    def arguments(self) -> list[str]:
        """`--name value` for each hyperparameter, by name; one hyphen before a name of one letter."""
        return [
            part
            for name, value in sorted(self.hyperparameters.items())
            for part in (("--" if len(name) > 1 else "-") + name, argument(value))
        ]

    def environment(self) -> dict:
        """What the toolkit calls the training environment; most of it is in variables of its own as well."""
        hosts = self.resources["hosts"]
        groups = {group["instance_group_name"]: group for group in self.resources.get("instance_groups", [])}
        group = self.resources.get("current_group_name", GROUP)
        return {
            "additional_framework_parameters": self.framework,
            "channel_input_dirs": {channel: self.at("input", "data", channel) for channel in self.channels},
            "current_host": self.resources["current_host"],
            "current_instance_group": group,
            "current_instance_group_hosts": groups.get(group, {}).get("hosts", []),
            "current_instance_type": self.resources.get("current_instance_type", "local"),
            "distribution_hosts": [],
            "distribution_instance_groups": [],
            "framework_module": os.environ.get("SAGEMAKER_TRAINING_MODULE"),
            "hosts": hosts,
            "hyperparameters": self.hyperparameters,
            "input_config_dir": self.at("input", "config"),
            "input_data_config": self.channels,
            "input_dir": self.at("input"),
            "instance_groups": list(groups),
            "instance_groups_dict": groups,
            "is_hetero": len(groups) > 1,
            "is_master": self.resources["current_host"] == hosts[0],
            "is_modelparallel_enabled": None,
            "is_smddpmprun_installed": False,
            "is_smddprun_installed": False,
            "job_name": os.environ.get("TRAINING_JOB_NAME"),
            "log_level": self.settings.get("sagemaker_container_log_level", INFO),
            "master_hostname": hosts[0],
            "model_dir": self.at("model"),
            "module_dir": str(self.settings.get("sagemaker_submit_directory", self.at("code"))),
            "module_name": self.program.removesuffix(".py"),
            "network_interface_name": self.resources.get("network_interface_name", "eth0"),
            "num_cpus": os.cpu_count() or 1,
            "num_gpus": 0,
            "num_neurons": 0,
            "output_data_dir": self.at("output", "data"),
            "output_dir": self.at("output"),
            "output_intermediate_dir": self.at("output", "intermediate"),
            "resource_config": self.resources,
            "topology": [],
            "user_entry_point": self.program,
        }

    def variables(self) -> dict[str, str]:
        """SM_* and the few others that the toolkit sets."""
        environment = self.environment()
        only_inside = (
            "additional_framework_parameters",
            "channel_input_dirs",
            "distribution_hosts",
            "hyperparameters",
            "is_master",
            "is_modelparallel_enabled",
            "is_smddpmprun_installed",
            "is_smddprun_installed",
            "job_name",
            "master_hostname",
            "topology",
        )
        told = {name: value for name, value in environment.items() if name not in only_inside}
        told.update(
            hps=self.hyperparameters,
            framework_params=self.framework,
            channels=sorted(self.channels),
            training_env=environment,
            user_args=self.arguments(),
        )
        told.update({f"channel_{name}": path for name, path in environment["channel_input_dirs"].items()})
        told.update({f"hp_{name}": value for name, value in self.hyperparameters.items()})
        return {
            **{f"SM_{name.upper()}": variable(value) for name, value in told.items()},
            "SAGEMAKER_JOB_NAME": str(self.settings.get("sagemaker_job_name", "")),
            "SAGEMAKER_REGION": str(self.settings.get("sagemaker_region", os.environ.get("AWS_REGION", ""))),
            "CURRENT_HOST": environment["current_host"],
            "PYTHONPATH": os.pathsep.join(filter(None, [self.at("code"), os.environ.get("PYTHONPATH")])),
        }


def parsed(text: str):
    """A hyperparameter's value: the SDK writes JSON, others plain text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def mapped_all(value, root: str):
    """The value with every path of the container in it at its real place."""
    if isinstance(value, str):
        return mapped(value, root)
    if isinstance(value, list):
        return [mapped_all(item, root) for item in value]
    if isinstance(value, dict):
        return {name: mapped_all(item, root) for name, item in value.items()}
    return value


def argument(value) -> str:
    """As the command line has it: True, 0.1, nothing for null, a=1,b=2 for an object."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return ",".join(f"{name}={item}" for name, item in sorted(value.items()))
    return str(value)


def variable(value) -> str:
    """As a variable has it: text as it is, nothing for null, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, separators=(",", ":"))


def failed(job: Job, code: int, message: str) -> None:
    """Says why, as the toolkit does, and ends the container."""
    path = job.at("output", "failure")
    if not os.path.exists(path):
        command = " ".join(["python3", job.program, *job.arguments()])
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'ExecuteUserScriptError:\nExitCode {code}\nErrorMessage "{message}"\nCommand "{command}"')
    sys.exit(1)


def main(root: str) -> None:
    job = Job(root)
    os.environ.update(job.variables())
    os.chdir(job.at("code"))
    try:
        run(root, job.at("code", job.program), job.arguments())
    except SystemExit as end:
        if end.code in (None, 0):
            return
        if not isinstance(end.code, int):
            print(end.code, file=sys.stderr, flush=True)
        failed(job, end.code if isinstance(end.code, int) else 1, "" if isinstance(end.code, int) else str(end.code))
    except Exception as error:
        print_traceback(error)
        failed(job, 1, "".join(traceback.format_exception_only(type(error), error)).strip())


if __name__ == "__main__":
    lifeline.hold()
    main(sys.argv[1])
