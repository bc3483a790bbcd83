import { spawnSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import {
  areaUnderCurve,
  binaryQuality,
  isAsGood,
  regressionQuality,
  rounded,
} from "../../lambda/shared/qualityMetrics";
import { pythonSetupTimeout, testPython } from "../support/python";

/** scikit-learn's own figures. */
const REFERENCE = `
import json, sys
from sklearn import metrics as m
results = []
for labels, scores in json.load(sys.stdin):
    classes = [int(score > 0.5) for score in scores]
    results.append([m.roc_auc_score(labels, scores), m.accuracy_score(labels, classes),
                    m.f1_score(labels, classes, zero_division=0), m.log_loss(labels, scores),
                    m.mean_absolute_error(labels, scores), m.mean_squared_error(labels, scores) ** 0.5,
                    m.r2_score(labels, scores), m.precision_score(labels, classes, zero_division=0), m.recall_score(labels, classes)])
print(json.dumps(results))
`;

/** Few different scores, so that many are equal. */
const table = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 })), { minLength: 2, maxLength: 60 })
  .filter((rows) => new Set(rows.map(([label]) => label)).size === 2)
  .map((rows) => [rows.map(([label]) => label), rows.map(([, score]) => score / 8)] as const);

describe("quality metrics", () => {
  it("auc is the share of pairs in the right order, equal scores counting half", () => {
    fc.assert(
      fc.property(table, ([labels, scores]) => {
        const [positives, negatives] = [1, 0].map((label) => scores.filter((_, i) => labels[i] === label));
        const wins = positives!.flatMap((p) => negatives!.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const wanted = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        expect(areaUnderCurve(labels, scores)).to.be.closeTo(wanted, 1e-12);
      }),
    );
  });

  it("auc does not change with the order of rows, and turns over with the scores", () => {
    fc.assert(
      fc.property(table, ([labels, scores]) => {
        const auc = areaUnderCurve(labels, scores);
        expect(areaUnderCurve([...labels].reverse(), [...scores].reverse())).to.equal(auc);
        expect(
          areaUnderCurve(
            labels,
            scores.map((score) => -score),
          ),
        ).to.be.closeTo(1 - auc, 1e-12);
      }),
    );
  });

  it("are scikit-learn's", async function () {
    this.timeout(pythonSetupTimeout);
    const tables = fc.sample(table, 40);
    const { stdout, stderr, status } = spawnSync(await testPython(), ["-B", "-c", REFERENCE], {
      input: JSON.stringify(tables),
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(0);
    const wanted = JSON.parse(stdout) as number[][];
    tables.forEach(([labels, scores], index) => {
      const { auc, accuracy, f1, logloss, precision, recall } = binaryQuality(labels, scores);
      const { mae, rmse, r2 } = regressionQuality(labels, scores);
      [auc, accuracy, f1, logloss, mae, rmse, r2, precision, recall].forEach((value, which) => {
        const right = wanted[index]![which]!;
        expect(Math.abs(value - right) / Math.max(1, Math.abs(right)), `${which}`).to.be.at.most(1e-12);
      });
    });
  });

  it("are not numbers where they cannot be told", () => {
    expect(areaUnderCurve([1, 1], [0.1, 0.9])).to.be.NaN;
    expect(binaryQuality([0, 1], [0.2, 7]).logloss).to.be.NaN;
    expect(regressionQuality([3, 3], [1, 2]).r2).to.be.NaN;
    expect(isAsGood("auc", NaN, 0)).to.equal(false);
    expect(isAsGood("rmse", 1, NaN)).to.equal(false);
  });

  it("compares in the metric's direction", () => {
    expect(isAsGood("auc", 0.9, 0.9) && isAsGood("rmse", 0.9, 0.9)).to.equal(true);
    expect(isAsGood("auc", 0.89, 0.9) || isAsGood("rmse", 0.91, 0.9)).to.equal(false);
    expect(rounded(0.1 + 0.2)).to.equal(0.3);
  });
});
