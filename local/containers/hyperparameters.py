"""The hyperparameters of SageMaker's built-in XGBoost algorithm, which reach it as strings.

Names, types and ranges: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html and the container
of version 3.0-5 (https://github.com/aws/sagemaker-xgboost-container), which refuses any other.
"""

import ast
import json
import pathlib

# Ranges are intervals: [ ] holds the bound, ( ) does not, a missing bound is none. One table for the components and for this.
TABLE = pathlib.Path(__file__).parents[2] / "components" / "parts" / "xgboostHyperparameters.json"
_table = json.loads(TABLE.read_text(encoding="utf-8"))
INTEGERS, NUMBERS, CHOICES = _table["integers"], _table["numbers"], _table["choices"]
LITERALS, LISTS, FREE, ALIASES = _table["literals"], _table["lists"], _table["free"], _table["aliases"]
MAXIMIZED_METRICS, MINIMIZED_METRICS = _table["maximizedMetrics"], _table["minimizedMetrics"]
METRICS_WITH_THRESHOLD = _table["metricsWithThreshold"]


class UserError(Exception):
    """A mistake in the hyperparameters or in the data."""


def validate(given: dict[str, str]) -> dict:
    """Gives the hyperparameters typed; raises UserError for one that is missing, unknown or out of range."""
    typed = {}
    for name, text in given.items():
        name = ALIASES.get(name, name)
        typed[name] = _parse(name, text)
    if "num_round" not in typed:
        raise UserError("Missing required hyperparameter: num_round")
    _check_together(typed)
    return typed


def _parse(name: str, text: str):
    known = [*INTEGERS, *NUMBERS, *CHOICES, *LITERALS, *LISTS]
    try:
        if name in INTEGERS:
            return _within(name, int(text), INTEGERS[name])
        if name in NUMBERS:
            return _within(name, float(text), NUMBERS[name])
        if name in LITERALS:
            return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        kind = "an integer" if name in INTEGERS else "a number" if name in NUMBERS else "a list in parentheses"
        raise UserError(f"Hyperparameter {name}: could not parse value {text!r}; it must be {kind}") from None
    if name in CHOICES and text not in CHOICES[name]:
        raise UserError(f"Hyperparameter {name}: {text} is not in {CHOICES[name]}")
    if name in CHOICES or name in FREE:
        return text
    if name in LISTS:
        values = [value.strip() for value in text.split(",")]
        for value in values if name == "eval_metric" else []:
            _check_metric(value)
        return values
    raise UserError(f"Extraneous hyperparameter found: {name}. The algorithm has: {', '.join(sorted(known))}")


def _within(name: str, value: float, interval: str):
    low, high = interval[1:-1].split(",")
    above = not low or value > float(low) or (interval[0] == "[" and value == float(low))
    below = not high or value < float(high) or (interval[-1] == "]" and value == float(high))
    if not (above and below):
        raise UserError(f"Hyperparameter {name}: {value} is not in {interval}")
    return value


def _check_metric(metric: str) -> None:
    name, _, threshold = metric.partition("@")
    if threshold:
        if name not in METRICS_WITH_THRESHOLD:
            raise UserError(f"Metric '{metric}' is not supported: only error, ndcg and map take a threshold")
        _parse_threshold(metric, threshold)
    elif metric not in MAXIMIZED_METRICS + MINIMIZED_METRICS:
        raise UserError(
            f"Hyperparameter eval_metric: value {metric} not in range {MAXIMIZED_METRICS + MINIMIZED_METRICS}"
        )


def _parse_threshold(metric: str, threshold: str) -> None:
    try:
        float(threshold)
    except ValueError:
        raise UserError(f"Threshold value in '{metric}' expects float input.") from None


def _check_together(typed: dict) -> None:
    objective = typed.get("objective", "reg:squarederror")
    metrics = typed.get("eval_metric", [])
    tree_method = typed.get("tree_method")
    if objective.startswith("multi:") and "num_class" not in typed:
        raise UserError("Require input for parameter 'num_class' for multi-classification")
    if "auc" in metrics and not objective.startswith(("binary:", "rank:")):
        raise UserError("Metric 'auc' can only be applied for classification and ranking problems.")
    if "aft-nloglik" in metrics and objective != "survival:aft":
        raise UserError("Metric 'aft-nloglik' can only be applied for 'survival:aft' objective.")
    if "monotone_constraints" in typed and tree_method not in ("exact", "hist"):
        raise UserError("monotone_constraints can be used only when the tree_method parameter is 'exact' or 'hist'.")
    if "interaction_constraints" in typed and tree_method not in ("exact", "hist", "approx"):
        raise UserError("interaction_constraints can be used only when tree_method is 'exact', 'hist' or 'approx'.")
    if typed.get("use_dask_gpu_training") == "true" or tree_method == "gpu_hist":
        raise UserError("Training on GPUs is not available in a local run.")
