import { expect } from "chai";
import fc from "fast-check";
import {
  binaryMetrics,
  confusionMatrix,
  hasBinaryLabels,
  predictionMetrics,
  regressionMetrics,
  rocCurve,
} from "../../local/metrics";
import type { Prediction } from "../../local/runResult";

/** Park and Miller's generator: the same numbers in any language. */
function generator(seed: number): () => number {
  return () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
}

function probabilities(): Prediction[] {
  const random = generator(42);
  return Array.from({ length: 200 }, () => {
    const label = random() < 0.4 ? 1 : 0;
    const noisy = (label === 1 ? 0.6 : 0.4) + (random() - 0.5) * 0.9;
    return { label, prediction: Math.round(Math.min(1, Math.max(0, noisy)) * 100) / 100 };
  });
}

function values(): Prediction[] {
  const random = generator(7);
  return Array.from({ length: 100 }, () => {
    const label = random() * 50;
    return { label, prediction: label * 0.9 + 2 + (random() - 0.5) * 8 };
  });
}

const rows = (...pairs: [label: number, prediction: number][]): Prediction[] =>
  pairs.map(([label, prediction]) => ({ label, prediction }));

describe("metrics of predictions", () => {
  it("agree with values worked out by hand", () => {
    // Pairs of a positive and a negative in the right order: (0.8, 0.1), (0.8, 0.4), (0.35, 0.1) of 4.
    const metrics = binaryMetrics(rows([0, 0.1], [0, 0.4], [1, 0.35], [1, 0.8]));
    expect(metrics.auc).to.equal(0.75);
    expect(metrics.accuracy).to.equal(0.75);
    expect(metrics.brier).to.be.closeTo((0.01 + 0.16 + 0.4225 + 0.04) / 4, 1e-15);
    expect(metrics.rmse).to.be.closeTo(Math.sqrt(0.6325 / 4), 1e-15);
    expect(metrics.logloss).to.be.closeTo(-Math.log(0.9 * 0.6 * 0.35 * 0.8) / 4, 1e-15);
    expect(regressionMetrics(rows([1, 2], [2, 2], [3, 2]))).to.deep.equal({
      rmse: Math.sqrt(2 / 3),
      mae: 2 / 3,
      r2: 0,
    });
  });

  it("agree with scikit-learn 1.9.1, ties and certain predictions among the rows", () => {
    const { auc, accuracy, logloss, brier, rmse } = binaryMetrics(probabilities());
    expect(auc).to.be.closeTo(0.6905208333333334, 1e-12);
    expect(accuracy).to.equal(0.62);
    expect(logloss).to.be.closeTo(0.6286298854311494, 1e-12);
    expect(brier).to.be.closeTo(0.22752449999999996, 1e-12);
    expect(rmse).to.be.closeTo(0.4769952829955449, 1e-12);
    expect(confusionMatrix(probabilities())).to.deep.equal({
      trueNegatives: 73,
      falsePositives: 47,
      falseNegatives: 29,
      truePositives: 51,
    });
    expect(rocCurve(probabilities())).to.have.length(84);
    const regression = regressionMetrics(values());
    expect(regression.rmse).to.be.closeTo(2.8052711528526713, 1e-12);
    expect(regression.mae).to.be.closeTo(2.3900683576334587, 1e-12);
    expect(regression.r2).to.be.closeTo(0.9608822456228642, 1e-12);
  });

  it("count ties as half", () => {
    expect(binaryMetrics(rows([0, 0.5], [1, 0.5])).auc).to.equal(0.5);
    expect(binaryMetrics(rows([0, 0.5], [1, 0.5], [0, 0.1], [1, 0.5])).auc).to.equal(0.75);
  });

  it("leave out what cannot be told", () => {
    expect(binaryMetrics(rows([1, 0.9], [1, 0.2]))).not.to.have.property("auc");
    expect(binaryMetrics(rows([1, 2.5], [0, -1]))).to.have.all.keys("auc", "accuracy", "rmse");
    expect(regressionMetrics(rows([5, 4], [5, 6]))).to.deep.equal({ rmse: 1, mae: 1 });
    expect(predictionMetrics([])).to.deep.equal({});
    expect(predictionMetrics(rows([1, NaN], [0, NaN]))).not.to.have.any.keys("rmse", "brier", "logloss");
  });

  it("are chosen by the labels", () => {
    expect(Object.keys(predictionMetrics(probabilities()))).to.have.members([
      "auc",
      "accuracy",
      "logloss",
      "brier",
      "rmse",
    ]);
    expect(Object.keys(predictionMetrics(values()))).to.have.members(["rmse", "mae", "r2"]);
    expect(hasBinaryLabels([])).to.equal(false);
  });

  it("have an AUC that is the area under the ROC curve, whatever the order of the rows", () => {
    const row = fc.record({
      label: fc.constantFrom(0, 1),
      prediction: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 60 }), (predictions) => {
        const { auc } = binaryMetrics(predictions);
        const curve = rocCurve(predictions);
        if (auc === undefined) {
          expect(curve).to.deep.equal([]);
          return;
        }
        const area = curve.slice(1).reduce((sum, point, index) => {
          const before = curve[index]!;
          const width = point.falsePositiveRate - before.falsePositiveRate;
          return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
        }, 0);
        expect(area).to.be.closeTo(auc, 1e-9);
        expect(binaryMetrics(predictions.toReversed()).auc).to.equal(auc);
      }),
    );
  });
});
