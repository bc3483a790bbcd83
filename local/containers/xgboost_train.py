"""Training as SageMaker's built-in XGBoost does it: xgboost_train.py OPT_ML_FOLDER.

The folder stands for /opt/ml. Read: input/config/hyperparameters.json, input/config/inputdataconfig.json, the CSV files
of the channels `train` and `validation` (label first, no header), the checkpoints where input/config/checkpointconfig.json
says. Written: model/xgboost-model, checkpoints, and output/failure when it fails. One line a round goes to standard output, as the
container writes it: `[0]#011train-rmse:0.45012#011validation-rmse:0.45733` (#011 is how CloudWatch shows a tab).

https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html
"""

import json
import os
import re
import sys

import lifeline
from container_metrics import own_metrics
from hyperparameters import MAXIMIZED_METRICS, UserError, validate
from xgboost_library import CsvError, load, read_csv

CSV_TYPES = ("csv", "text/csv")
# Below this many cells for each thread, more threads cost more than they bring.
CELLS_PER_THREAD = 50_000
CHECKPOINTS_KEPT = 5


def main(folder: str) -> None:
    with open(os.path.join(folder, "input", "config", "hyperparameters.json"), encoding="utf-8") as file:
        settings = validate(json.load(file))
    with open(os.path.join(folder, "input", "config", "inputdataconfig.json"), encoding="utf-8") as file:
        channels = json.load(file)
    weighted = settings.pop("csv_weights", 0) == 1
    tables = read_channels(channels, os.path.join(folder, "input", "data"))

    xgboost = load()
    matrices = {name: matrix(xgboost, table, weighted) for name, table in tables.items()}
    check_labels(tables, settings.get("objective", ""))
    train = matrices["train"]
    print(f"Train matrix has {train.num_row()} rows and {train.num_col()} columns", flush=True)
    if "validation" in matrices:
        print(f"Validation matrix has {matrices['validation'].num_row()} rows", flush=True)

    threads = max(1, min(os.cpu_count() or 1, train.num_row() * train.num_col() // CELLS_PER_THREAD))
    settings.setdefault("nthread", threads)
    model = fit(xgboost, settings, matrices, checkpoint_folder(folder))
    with open(os.path.join(folder, "model", "xgboost-model"), "wb") as file:
        file.write(model.save_raw("ubj"))


def checkpoint_folder(folder: str) -> str:
    path = os.path.join(folder, "input", "config", "checkpointconfig.json")
    if not os.path.exists(path):
        return os.path.join(folder, "checkpoints")
    with open(path, encoding="utf-8") as file:
        return json.load(file)["LocalPath"]


def read_channels(channels: dict, data: str) -> dict:
    """Gives each channel's rows as one array, its files in the order of their names."""
    import numpy

    if "train" not in channels:
        raise UserError("Missing required channel: train")
    tables = {}
    for name, channel in channels.items():
        if name not in ("train", "validation"):
            raise UserError(f"Extraneous channel found: {name}. The algorithm has: train, validation")
        content_type = channel.get("ContentType") or "text/libsvm"
        kind, *parameters = [part.strip() for part in content_type.lower().split(";")]
        if kind not in CSV_TYPES:
            raise UserError(
                f"Channel {name} has ContentType {content_type} (text/libsvm when absent). "
                "A local run reads text/csv only: set ContentType to text/csv"
            )
        if any(p.startswith("label_size=") and p != "label_size=1" for p in parameters):
            raise UserError(f"{content_type} is not an accepted csv ContentType: label_size must be 1")
        parts = [read_file(path, name) for path in data_files(os.path.join(data, name))]
        if not parts:
            raise UserError(f"No data in channel {name}")
        if len({part.shape[1] for part in parts}) > 1:
            raise UserError(f"The files of channel {name} differ in their number of columns")
        tables[name] = numpy.concatenate(parts)
    return tables


def data_files(folder: str) -> list[str]:
    found = []
    for parent, _, names in os.walk(folder):
        found += [os.path.join(parent, name) for name in names if not name.startswith((".", "_"))]
    return sorted(found)


def read_file(path: str, channel: str):
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        return read_csv(file.read(), f"{os.path.basename(path)} of channel {channel}")


def matrix(xgboost, table, weighted: bool):
    """Label in the first column, the row's weight in the second if there are weights, then the features."""
    import numpy

    first_feature = 2 if weighted else 1
    if table.shape[1] <= first_feature:
        raise UserError(f"Rows have {table.shape[1]} columns: a label and at least one feature are needed")
    if numpy.isnan(table[:, 0]).any():
        row = int(numpy.isnan(table[:, 0]).argmax()) + 1
        raise UserError(f"Row {row} has no label: the first column must hold it")
    weight = table[:, 1] if weighted else None
    return xgboost.DMatrix(table[:, first_feature:], label=table[:, 0], weight=weight)


def check_labels(tables: dict, objective: str) -> None:
    """XGBoost finds labels out of range too, but does not say which."""
    if objective not in ("reg:logistic", "binary:logistic", "binary:logitraw", "binary:hinge"):
        return
    for name, table in tables.items():
        wrong = (table[:, 0] < 0) | (table[:, 0] > 1)
        if wrong.any():
            row = int(wrong.argmax())
            raise UserError(
                f"label must be in [0,1] for logistic regression: row {row + 1} of channel {name} has {table[row, 0]:g}"
            )


def fit(xgboost, settings: dict, matrices: dict, checkpoints: str):
    rounds = settings.pop("num_round")
    patience = settings.pop("early_stopping_rounds", None)
    for name in ("save_model_on_termination", "use_dask_gpu_training"):
        settings.pop(name, None)
    metrics = settings.pop("eval_metric", [])
    tuned = settings.pop("_tuning_objective_metric", None)
    if tuned:
        metrics = sorted({*metrics, tuned.split(":")[1]})
    if "updater" in settings:
        settings["updater"] = ",".join(settings["updater"])

    callbacks = [metric_printer(xgboost)]
    start = 0
    previous = None
    if os.path.isdir(checkpoints):
        previous, start = last_checkpoint(checkpoints)
        callbacks.append(checkpoint_writer(xgboost, checkpoints, start))
    if patience and metrics and "validation" in matrices:
        callbacks.append(
            xgboost.callback.EarlyStopping(
                rounds=patience,
                data_name="validation",
                metric_name=metrics[-1],
                maximize=metrics[-1].split("@")[0] in MAXIMIZED_METRICS,
                save_best=True,
            )
        )
    own = own_metrics(metrics, settings.get("objective", ""))
    built_in = [metric for metric in metrics if metric not in own]
    if built_in:
        settings["eval_metric"] = built_in
    elif own:
        settings["disable_default_eval_metric"] = 1
    try:
        return xgboost.train(
            settings,
            matrices["train"],
            num_boost_round=rounds - start,
            evals=[(matrix, name) for name, matrix in matrices.items()],
            custom_metric=(lambda predicted, data: [(n, f(predicted, data)) for n, f in own.items()]) if own else None,
            callbacks=callbacks,
            xgb_model=previous,
            verbose_eval=False,
        )
    except xgboost.core.XGBoostError as error:
        raise UserError(reason_of(str(error))) from error


def reason_of(message: str) -> str:
    """The sentence in XGBoost's message, which comes with time, source line and stack: label must be in [0,1] for ..."""
    first = next((line for line in message.splitlines() if line.strip()), message)
    return re.sub(r"^\[[\d:]+\] \S+: ", "", first).strip()


def metric_printer(xgboost):
    class MetricPrinter(xgboost.callback.TrainingCallback):
        def after_iteration(self, model, epoch, evals_log):
            values = [
                f"#011{data}-{metric}:{history[-1]:.5f}"
                for data, by_metric in evals_log.items()
                for metric, history in by_metric.items()
            ]
            print(f"[{epoch}]{''.join(values)}", flush=True)
            return False

    return MetricPrinter()


def last_checkpoint(folder: str):
    """The newest checkpoint's path and the round to go on with; the container names them xgboost-checkpoint.ROUND."""
    rounds = [int(name.split(".")[1]) for name in os.listdir(folder) if re.fullmatch(r"xgboost-checkpoint\.\d+", name)]
    if not rounds:
        return None, 0
    return os.path.join(folder, f"xgboost-checkpoint.{max(rounds)}"), max(rounds) + 1


def checkpoint_writer(xgboost, folder: str, start: int):
    class CheckpointWriter(xgboost.callback.TrainingCallback):
        def after_iteration(self, model, epoch, evals_log):
            current = start + epoch
            path = os.path.join(folder, f"xgboost-checkpoint.{current}")
            with open(path + ".part", "wb") as file:
                file.write(model.save_raw("ubj"))
            os.replace(path + ".part", path)
            outdated = os.path.join(folder, f"xgboost-checkpoint.{current - CHECKPOINTS_KEPT}")
            if os.path.exists(outdated):
                os.remove(outdated)
            return False

    return CheckpointWriter()


if __name__ == "__main__":
    lifeline.hold()
    try:
        main(sys.argv[1])
    except (UserError, CsvError) as error:
        reason = f"UserError: {error}"
        with open(os.path.join(sys.argv[1], "output", "failure"), "w", encoding="utf-8") as file:
            file.write(reason)
        print(reason, file=sys.stderr, flush=True)
        sys.exit(1)
