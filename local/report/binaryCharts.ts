/** Predicted probabilities against labels of 0 and 1: ROC curve, distribution, confusion matrix. */
import { px } from "../../asl/draw/paths";
import { binaryMetrics, confusionMatrix, decisionThreshold, rocCurve } from "../metrics";
import type { Prediction } from "../runResult";
import { chart, linePath, paddedDomain, sampled } from "./chart";
import { formatNumber } from "./format";
import { type Html, table } from "./html";

const bins = 20;

/** All charts of a classifier of two labels. */
export function binaryCharts(predictions: Prediction[], idPrefix: string): Html {
  const curve = rocCurve(predictions);
  return [
    ...(curve.length > 0 ? [rocChart(predictions, idPrefix)] : []),
    histogram(predictions, `${idPrefix}-histogram`),
    confusionTable(predictions),
  ].join("\n");
}

function rocChart(predictions: Prediction[], idPrefix: string): Html {
  const auc = formatNumber(binaryMetrics(predictions).auc ?? NaN);
  const points = sampled(rocCurve(predictions), 400).map(
    ({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate] as const,
  );
  return chart({
    id: `${idPrefix}-roc`,
    title: `ROC curve: AUC ${auc}`,
    description: "True positive rate against false positive rate for every threshold, beside the diagonal of a guess",
    x: { label: "False positive rate", domain: [0, 1] },
    y: { label: "True positive rate", domain: [0, 1] },
    legend: [
      { text: `model (AUC ${auc})`, style: "line series-1" },
      { text: "guess (AUC 0.5)", style: "line reference" },
    ],
    draw: (x, y) =>
      `<path class="line reference" d="${linePath(
        [
          [0, 0],
          [1, 1],
        ],
        x,
        y,
      )}"/>` + `<path class="line series-1" d="${linePath(points, x, y)}"/>`,
  });
}

/** Shares within each label, not counts: a rare label would not be seen beside a common one. */
function histogram(predictions: Prediction[], id: string): Html {
  const values = predictions.map(({ prediction }) => prediction).filter(Number.isFinite);
  const inUnit = values.every((value) => value >= 0 && value <= 1);
  const [low, high] = inUnit ? ([0, 1] as const) : paddedDomain(values);
  const width = (high - low) / bins || 1;
  const series = [0, 1].map((label) => {
    const rows = predictions.filter((row) => row.label === label && Number.isFinite(row.prediction));
    const counts = new Array<number>(bins).fill(0);
    for (const { prediction } of rows) counts[Math.min(bins - 1, Math.floor((prediction - low) / width))]!++;
    return { label, rows: rows.length, shares: counts.map((count) => (100 * count) / Math.max(1, rows.length)) };
  });
  const style = (label: number) => `column series-${label + 1}`;
  return chart({
    id,
    title: "Predictions by label",
    description: series
      .map(({ label, rows, shares }) => {
        const fullest = shares.indexOf(Math.max(...shares));
        return `label ${label}: ${rows} rows, most between ${formatNumber(low + fullest * width)} and ${formatNumber(low + (fullest + 1) * width)}`;
      })
      .join("; "),
    x: { label: "Prediction", domain: [low, high] },
    y: { label: "Rows of the label, %", domain: [0, Math.max(1, ...series.flatMap(({ shares }) => shares)) * 1.05] },
    legend: series.map(({ label, rows }) => ({ text: `label ${label} (${rows} rows)`, style: style(label) })),
    draw: (x, y) =>
      series
        .flatMap(({ label, shares }) =>
          shares.map((share, bin) => {
            const left = x(low + (bin + label / 2) * width) + (label === 0 ? 1 : 0);
            const right = x(low + (bin + (label + 1) / 2) * width) - (label === 1 ? 1 : 0);
            const bar = { x: px(left), y: px(y(share)), width: px(right - left), height: px(y(0) - y(share)) };
            return share === 0
              ? ""
              : `<rect class="${style(label)}" x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}"/>`;
          }),
        )
        .join(""),
  });
}

function confusionTable(predictions: Prediction[]): Html {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusionMatrix(predictions);
  const cell = (count: number, of: number, right: boolean) =>
    `<span class="${right ? "right" : "wrong"}">${count}</span> (${of === 0 ? "–" : formatNumber(Math.round((1000 * count) / of) / 10)} %)`;
  const [positives, negatives] = [truePositives + falseNegatives, trueNegatives + falsePositives];
  return table(
    `Confusion matrix at ${decisionThreshold}`,
    [
      { heading: "Label" },
      { heading: "Predicted 0", numeric: true },
      { heading: "Predicted 1", numeric: true },
      { heading: "Rows", numeric: true },
    ],
    [
      ["0", cell(trueNegatives, negatives, true), cell(falsePositives, negatives, false), String(negatives)],
      ["1", cell(falseNegatives, positives, false), cell(truePositives, positives, true), String(positives)],
    ],
    "confusion",
  );
}
