"""The hyperparameters of SageMaker's built-in XGBoost algorithm, which reach it as strings.

Names, types and ranges: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html and the container
of version 3.0-5 (https://github.com/aws/sagemaker-xgboost-container), which refuses any other.
"""

import ast

# Ranges as intervals: [ ] holds the bound, ( ) does not, a missing bound is none.
INTEGERS = {
    "num_round": "[1,)",
    "csv_weights": "[0,1]",
    "early_stopping_rounds": "[1,)",
    "verbosity": "[0,3]",
    "nthread": "[1,)",
    "max_depth": "[0,)",
    "refresh_leaf": "[0,1]",
    "max_leaves": "[0,)",
    "max_bin": "[0,)",
    "one_drop": "[0,1]",
    "num_class": "[2,)",
    "seed": "(-2147483648,2147483647)",
    "num_parallel_tree": "[1,)",
    "prob_buffer_row": "(1,)",
}
NUMBERS = {
    "eta": "[0,1]",
    "gamma": "[0,)",
    "min_child_weight": "[0,)",
    "max_delta_step": "[0,)",
    "subsample": "(0,1]",
    "colsample_bytree": "(0,1]",
    "colsample_bylevel": "(0,1]",
    "colsample_bynode": "(0,1]",
    "lambda": "[0,)",
    "alpha": "[0,)",
    "sketch_eps": "(0,1)",
    "scale_pos_weight": "(0,)",
    "rate_drop": "[0,1]",
    "skip_drop": "[0,1]",
    "lambda_bias": "[0,1]",
    "tweedie_variance_power": "(1,2)",
    "base_score": "[0,)",
    "aft_loss_distribution_scale": "[0,)",
}
CHOICES = {
    "booster": ["gbtree", "gblinear", "dart"],
    "tree_method": ["auto", "exact", "approx", "hist", "gpu_hist"],
    "dsplit": ["row", "col"],
    "process_type": ["default", "update"],
    "grow_policy": ["depthwise", "lossguide"],
    "predictor": ["auto", "cpu_predictor", "gpu_predictor"],
    "sample_type": ["uniform", "weighted"],
    "normalize_type": ["tree", "forest"],
    "sampling_method": ["uniform", "gradient_based"],
    "aft_loss_distribution": ["normal", "logistic", "extreme"],
    "deterministic_histogram": ["true", "false"],
    "save_model_on_termination": ["true", "false"],
    "use_dask_gpu_training": ["true", "false"],
    "objective": [
        "binary:hinge", "binary:logistic", "binary:logitraw", "count:poisson", "multi:softmax", "multi:softprob",
        "rank:map", "rank:ndcg", "rank:pairwise", "reg:absoluteerror", "reg:gamma", "reg:linear", "reg:logistic",
        "reg:pseudohubererror", "reg:squarederror", "reg:squaredlogerror", "reg:tweedie", "survival:aft",
        "survival:cox",
    ],
}  # fmt: skip
LITERALS = ["monotone_constraints", "interaction_constraints"]
LISTS = ["eval_metric", "updater"]
FREE = ["_tuning_objective_metric"]
ALIASES = {"learning_rate": "eta", "min_split_loss": "gamma", "reg_lambda": "lambda", "reg_alpha": "alpha"}

MAXIMIZED_METRICS = [
    "accuracy", "auc", "aucpr", "balanced_accuracy", "f1", "f1_binary", "f1_macro", "map", "ndcg", "precision",
    "precision_macro", "precision_micro", "r2", "recall", "recall_macro", "recall_micro",
]  # fmt: skip
MINIMIZED_METRICS = [
    "aft-nloglik", "cox-nloglik", "error", "gamma-deviance", "gamma-nloglik", "interval-regression-accuracy",
    "logloss", "mae", "mape", "merror", "mlogloss", "mphe", "mse", "poisson-nloglik", "rmse", "rmsle",
    "tweedie-nloglik",
]  # fmt: skip


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
        if name not in ("error", "ndcg", "map"):
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
