"""The evaluation metrics that SageMaker's XGBoost container adds to the library's own."""

from functools import partial

from xgboost_library import sklearn_metrics

CLASSIFICATION = {
    "accuracy": ("accuracy_score", {}),
    "balanced_accuracy": ("balanced_accuracy_score", {}),
    "f1": ("f1_score", {"zero_division": 0, "average": "macro"}),
    "f1_binary": ("f1_score", {"zero_division": 0, "average": "binary"}),
    "f1_macro": ("f1_score", {"zero_division": 0, "average": "macro"}),
    "precision": ("precision_score", {"zero_division": 0, "average": "binary"}),
    "precision_macro": ("precision_score", {"zero_division": 0, "average": "macro"}),
    "precision_micro": ("precision_score", {"zero_division": 0, "average": "micro"}),
    "recall": ("recall_score", {"zero_division": 0, "average": "binary"}),
    "recall_macro": ("recall_score", {"zero_division": 0, "average": "macro"}),
    "recall_micro": ("recall_score", {"zero_division": 0, "average": "micro"}),
}
REGRESSION = {"mse": "mean_squared_error", "r2": "r2_score"}


def own_metrics(names: list[str], objective: str) -> dict:
    """Gives a function (predictions, data) -> value for each of the names that XGBoost itself does not have."""
    own = {}
    for name in names:
        if name in CLASSIFICATION:
            own[name] = partial(_classification, *CLASSIFICATION[name], objective)
        elif name in REGRESSION:
            own[name] = partial(_regression, REGRESSION[name])
    return own


def _classification(function: str, options: dict, objective: str, predicted, data) -> float:
    if predicted.ndim == 2:
        predicted = predicted.argmax(axis=1)
    elif objective == "binary:logitraw":
        predicted = predicted > 0
    elif not objective.startswith("multi:"):
        predicted = predicted > 0.5
    return float(getattr(sklearn_metrics(), function)(data.get_label().astype(int), predicted.astype(int), **options))


def _regression(function: str, predicted, data) -> float:
    return float(getattr(sklearn_metrics(), function)(data.get_label(), predicted))
