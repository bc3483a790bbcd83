/** Predicted values against true ones. */
import { px } from "../../asl/draw/paths";
import { regressionMetrics } from "../metrics";
import type { Prediction } from "../runResult";
import { chart, linePath, paddedDomain, sampled } from "./chart";
import { formatNumber } from "./format";
import type { Html } from "./html";

const mostPoints = 1000;

/** A point for each row; the nearer to the diagonal, the better. Large sets are thinned out evenly and said to be. */
export function regressionCharts(predictions: Prediction[], idPrefix: string): Html {
  const rows = predictions.filter(({ label, prediction }) => Number.isFinite(label) && Number.isFinite(prediction));
  const drawn = sampled(rows, mostPoints);
  const domain = paddedDomain(drawn.flatMap(({ label, prediction }) => [label, prediction]));
  const rmse = formatNumber(regressionMetrics(predictions).rmse);
  return chart({
    id: `${idPrefix}-scatter`,
    title: `Predicted against true: RMSE ${rmse}`,
    description: `${rows.length} rows; the diagonal is where prediction and truth are equal`,
    x: { label: "True value", domain },
    y: { label: "Predicted value", domain },
    legend: [
      {
        text: drawn.length < rows.length ? `${drawn.length} of ${rows.length} rows` : `${rows.length} rows`,
        style: "point series-1",
      },
      { text: "prediction = truth", style: "line reference" },
    ],
    draw: (x, y) =>
      `<path class="line reference" d="${linePath(
        [
          [domain[0], domain[0]],
          [domain[1], domain[1]],
        ],
        x,
        y,
      )}"/>` +
      drawn
        .map(
          ({ label, prediction }) =>
            `<circle class="point series-1" cx="${px(x(label))}" cy="${px(y(prediction))}" r="2.5"/>`,
        )
        .join(""),
  });
}
