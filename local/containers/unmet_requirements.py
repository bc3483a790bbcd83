"""Which lines of a requirements.txt this Python does not satisfy: unmet_requirements.py FILE.

Prints a JSON list of {"requirement": the line, "here": the version that is installed, or null}. What only pip can make
sense of (a folder, a URL, a line that is no requirement) counts as not satisfied.
"""

import importlib.metadata
import json
import os
import re
import sys

try:
    from packaging.requirements import InvalidRequirement, Requirement
except ImportError:
    # pip brings its own copy, and every virtual environment of the local run has pip.
    from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

# They say where to look for packages, and ask for none.
OPTIONS = re.compile(r"(-i|-f|--index-url|--extra-index-url|--find-links|--no-index|--pre|--prefer-binary|--trusted-host)\b")
NESTED = re.compile(r"(?:-r|--requirement)[ =]?\s*(.+)")


def unmet(path: str) -> list[dict]:
    found = []
    with open(path, encoding="utf-8-sig") as file:
        text = re.sub(r"\\\r?\n", " ", file.read())
    for line in text.splitlines():
        line = re.sub(r"(^|\s)#.*$", "", line).strip()
        if not line or OPTIONS.match(line):
            continue
        nested = NESTED.fullmatch(line)
        if nested:
            found += unmet(os.path.join(os.path.dirname(path), nested[1]))
            continue
        try:
            # Hashes say which file, and nothing is downloaded here.
            requirement = Requirement(re.sub(r"\s--hash=\S+", "", line))
        except InvalidRequirement:
            found.append({"requirement": line, "here": None})
            continue
        here = missing(requirement, set())
        if here is not False:
            found.append({"requirement": line, "here": here})
    return found


def missing(requirement: Requirement, seen: set):
    """False when the requirement is satisfied, else the version that is here, or None; extras bring requirements of their own."""
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return False
    if requirement.url:
        return None
    try:
        package = importlib.metadata.distribution(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return None
    if not requirement.specifier.contains(package.version, prereleases=True):
        return package.version
    for extra in requirement.extras - {extra for name, extra in seen if name == requirement.name}:
        for text in package.requires or []:
            further = Requirement(text)
            if not further.marker or not further.marker.evaluate({"extra": extra}) or further.marker.evaluate({"extra": ""}):
                continue
            further.marker = None
            if missing(further, seen | {(requirement.name, extra)}) is not False:
                return None
    return False


if __name__ == "__main__":
    print(json.dumps(unmet(sys.argv[1])))
