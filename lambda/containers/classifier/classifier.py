"""Trains and serves a gradient-boosted classifier. A program for SageMaker's script mode, in the scikit-learn container.

Trained on CSV files without header in its channel `train`, the label in the first column, numbers in all others. The rows
of the channel `test`, when there is one, are predicted; how well is written to the log, where training jobs find it:

    accuracy=0.9649 auc=0.9912

Each host trains on all rows that it has; of several, the first alone leaves a model, since what all hosts leave becomes
one archive.

Served, it takes rows of features as CSV, or as a JSON array of arrays, and gives for each the probability of the label 1,
in CSV or JSON, as is asked for.

Runs on Python 3.8 and later with scikit-learn 1.0 and later.
"""

import argparse
import csv
import io
import json
import os

import joblib
import numpy
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, roc_auc_score

MODEL = "model.joblib"


def read_rows(folder):
    """The labels and features of a folder's CSV files, in the order of their names."""
    rows = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), newline="") as file:
            rows += [[float(cell) for cell in row] for row in csv.reader(file) if row]
    if not rows:
        raise ValueError("There are no rows in {}.".format(folder))
    table = numpy.array(rows)
    return table[:, 0], table[:, 1:]


def train(arguments):
    labels, features = read_rows(arguments.train)
    classifier = GradientBoostingClassifier(
        n_estimators=arguments.n_estimators, max_depth=arguments.max_depth, random_state=arguments.seed
    )
    classifier.fit(features, labels)
    if arguments.test is not None:
        held_out, unseen = read_rows(arguments.test)
        scores = classifier.predict_proba(unseen)[:, 1]
        both = len(set(held_out)) == 2
        auc = " auc={:.4f}".format(roc_auc_score(held_out, scores)) if both else ""
        print("accuracy={:.4f}{}".format(accuracy_score(held_out, scores >= 0.5), auc), flush=True)
    if arguments.current_host == arguments.hosts[0]:
        joblib.dump(classifier, os.path.join(arguments.model_dir, MODEL))


def model_fn(model_dir):
    """The container calls this once, when it starts to serve."""
    return joblib.load(os.path.join(model_dir, MODEL))


def input_fn(body, content_type):
    text = body.decode() if isinstance(body, (bytes, bytearray)) else body
    if content_type.startswith("application/json"):
        return numpy.array(json.loads(text), dtype=float)
    if content_type.startswith("text/csv"):
        rows = [[float(cell) for cell in row] for row in csv.reader(io.StringIO(text)) if row]
        return numpy.array(rows)
    raise ValueError("{} is neither text/csv nor application/json.".format(content_type))


def predict_fn(rows, classifier):
    return classifier.predict_proba(rows)[:, 1]


def output_fn(predictions, accept):
    if accept.startswith("application/json"):
        return json.dumps([float(prediction) for prediction in predictions]), "application/json"
    return "\n".join(repr(float(prediction)) for prediction in predictions), "text/csv"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--n_estimators", type=int, default=50)
    parser.add_argument("--max_depth", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model_dir", default=os.environ.get("SM_MODEL_DIR"))
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    parser.add_argument("--test", default=os.environ.get("SM_CHANNEL_TEST"))
    parser.add_argument("--hosts", type=json.loads, default=json.loads(os.environ.get("SM_HOSTS", '["algo-1"]')))
    parser.add_argument("--current_host", default=os.environ.get("SM_CURRENT_HOST", "algo-1"))
    train(parser.parse_args())
