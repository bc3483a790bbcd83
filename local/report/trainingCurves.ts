/** Training curves: what each round of training reached, on the data it trained on and on what it did not see. */
import type { MetricPoint } from "../runResult";
import { chart, linePath, paddedDomain, sampled } from "./chart";
import { formatNumber } from "./format";
import type { Html } from "./html";
import { px } from "../../asl/draw/paths";

/** More points than this do not show at a chart's size. */
const mostPoints = 400;

/** One chart for each metric, with a line for each data set (`train:rmse` and `validation:rmse` share one). */
export function trainingCurves(points: MetricPoint[], idPrefix: string): Html {
  const charts = new Map<string, Map<string, MetricPoint[]>>();
  for (const point of points.filter(({ step, value }) => Number.isFinite(step) && Number.isFinite(value))) {
    const [, dataSet = "train", metric = point.name] = /^([^:]*):(.*)$/.exec(point.name) ?? [];
    const lines = charts.get(metric) ?? new Map<string, MetricPoint[]>();
    charts.set(metric, lines);
    lines.set(dataSet, [...(lines.get(dataSet) ?? []), point]);
  }
  return [...charts]
    .map(([metric, lines], index) => curveChart(metric, lines, `${idPrefix}-curve-${index + 1}`))
    .join("\n");
}

function curveChart(metric: string, lines: Map<string, MetricPoint[]>, id: string): Html {
  const drawn = [...lines].map(([dataSet, points], index) => ({
    dataSet,
    style: `line series-${(index % 4) + 1}`,
    points: sampled(
      points.toSorted((a, b) => a.step - b.step).map(({ step, value }) => [step, value] as const),
      mostPoints,
    ),
  }));
  const all = drawn.flatMap(({ points }) => points);
  const description = drawn
    .map(({ dataSet, points }) => {
      const [first, last] = [points[0]![1], points.at(-1)![1]];
      return `${dataSet}: from ${formatNumber(first)} to ${formatNumber(last)} in ${points.at(-1)![0] - points[0]![0] + 1} rounds`;
    })
    .join("; ");
  const steps = all.map(([step]) => step);
  return chart({
    id,
    title: `${metric} by round`,
    description,
    x: { label: "Round", domain: [Math.min(...steps), Math.max(...steps)] },
    y: { label: metric, domain: paddedDomain(all.map(([, value]) => value)) },
    legend: drawn.map(({ dataSet, style, points }) => ({
      text: `${dataSet} (last ${formatNumber(points.at(-1)![1])})`,
      style,
    })),
    draw: (x, y) =>
      drawn
        .map(({ points, style }) => {
          const dots = points.length > 40 ? [] : points;
          return (
            `<path class="${style}" d="${linePath(points, x, y)}"/>` +
            dots
              .map(([step, value]) => `<circle class="${style}" cx="${px(x(step))}" cy="${px(y(value))}" r="2.5"/>`)
              .join("")
          );
        })
        .join("\n"),
  });
}
