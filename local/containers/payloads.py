"""What the containers of XGBoost and scikit-learn make of payloads, and of predictions, where a program says nothing of its own.

https://github.com/aws/sagemaker-inference-toolkit, https://github.com/aws/sagemaker-xgboost-container and
https://github.com/aws/sagemaker-scikit-learn-container say which types there are and how each is read.
"""

import io
import json

from xgboost_library import read_csv

CSV, JSON, NPY, NPZ = "text/csv", "application/json", "application/x-npy", "application/x-npz"
LIBSVM = ("text/libsvm", "text/x-libsvm")
# Payloads of these types reach a program as text, all others as bytes.
TEXT_TYPES = (CSV, JSON)


class UnsupportedType(Exception):
    """A content type that the container does not read or write."""


def array_of(content, content_type: str):
    """A payload as scikit-learn takes it: rows x columns; a single row counts as one."""
    import numpy

    if content_type == CSV:
        array = numpy.genfromtxt(io.StringIO(content), delimiter=",")
    elif content_type == JSON:
        array = numpy.array(json.loads(content))
    elif content_type == NPY:
        array = numpy.load(io.BytesIO(content), allow_pickle=True)
    elif content_type == NPZ:
        import scipy.sparse

        return scipy.sparse.load_npz(io.BytesIO(content))
    else:
        raise UnsupportedType(content_type)
    if array.ndim == 1:
        array = array.reshape(1, -1)
    return array.astype(numpy.float32) if content_type in TEXT_TYPES else array


def matrix_of(content, content_type: str):
    """A payload as XGBoost takes it."""
    import xgboost

    media_type = content_type.split(";")[0].strip().lower()
    text = content.decode("utf-8") if isinstance(content, bytes) else content
    if media_type == CSV:
        return xgboost.DMatrix(read_csv(text, "the payload"))
    if media_type in LIBSVM:
        return xgboost.DMatrix(_libsvm(text))
    raise UnsupportedType(media_type)


def _libsvm(text: str):
    """Rows of index:value, counted from 1 unless there is an index 0; a number before them is a label and is left out."""
    import numpy

    rows = [
        {int(index): float(value) for index, _, value in (cell.partition(":") for cell in line.split()) if value}
        for line in text.strip().splitlines()
    ]
    indices = [index for row in rows for index in row]
    if not indices:
        return numpy.empty((0, 0))
    offset = 1 if min(indices) >= 1 else 0
    table = numpy.zeros((len(rows), max(indices) - offset + 1))
    for number, row in enumerate(rows):
        for index, value in row.items():
            table[number, index - offset] = value
    return table


def encoded(prediction, accept: str) -> bytes:
    """Predictions as the client wants them: a line for each as CSV, one list as JSON, or numpy's own format."""
    import numpy

    if accept == CSV:
        lines = io.StringIO()
        numpy.savetxt(lines, prediction, delimiter=",", fmt="%s")
        return lines.getvalue().encode("utf-8")
    if accept == JSON:
        return json.dumps(prediction, default=lambda value: value.tolist()).encode("utf-8")
    if accept == NPY:
        file = io.BytesIO()
        numpy.save(file, prediction)
        return file.getvalue()
    raise UnsupportedType(accept)
