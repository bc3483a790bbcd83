/** What all charts are made of: scales, ticks, a frame with axes, a legend. All lengths are in pixels. */
import { escapeXml } from "../../asl/draw/xml";
import { px } from "../../asl/draw/paths";
import type { Html } from "./html";

/** A range of values, the smaller first. */
export type Domain = readonly [number, number];

/** Maps values to pixels along one axis. */
export interface Scale {
  (value: number): number;
  ticks: number[];
}

/** A chart's axes: what they measure, and from where to where. */
export interface Axes {
  x: { label: string; domain: Domain };
  y: { label: string; domain: Domain };
}

/** A chart: its accessible texts, its axes, its legend and what is drawn between the axes. */
export interface Chart extends Axes {
  title: string;
  /** What it shows, in a sentence, for those who do not see it. */
  description: string;
  /** Unique in the page. */
  id: string;
  legend?: { text: string; style: string }[];
  draw: (x: Scale, y: Scale) => Html;
}

const size = { width: 420, height: 300 };
const plot = { left: 56, right: 408, top: 14, bottom: 254 };

/** Draws a chart as a figure with its title as caption. */
export function chart({ title, description, id, legend = [], x, y, draw }: Chart): Html {
  const scaleX = linearScale(x.domain, [plot.left, plot.right]);
  const scaleY = linearScale(y.domain, [plot.bottom, plot.top]);
  return [
    `<figure class="chart"><figcaption>${escapeXml(title)}</figcaption>`,
    `<svg viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-labelledby="${id}">`,
    `<title id="${id}">${escapeXml(`${title}. ${description}`)}</title>`,
    ...scaleX.ticks.map((tick) => {
      const at = px(scaleX(tick));
      return `<path class="grid" d="M${at} ${plot.top}V${plot.bottom}"/><text class="tick middle" x="${at}" y="${plot.bottom + 16}">${tickText(tick)}</text>`;
    }),
    ...scaleY.ticks.map((tick) => {
      const at = px(scaleY(tick));
      return `<path class="grid" d="M${plot.left} ${at}H${plot.right}"/><text class="tick end" x="${plot.left - 7}" y="${at + 4}">${tickText(tick)}</text>`;
    }),
    `<path class="axis" d="M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}"/>`,
    `<text class="middle" x="${(plot.left + plot.right) / 2}" y="${size.height - 8}">${escapeXml(x.label)}</text>`,
    `<text class="middle" transform="translate(13 ${(plot.top + plot.bottom) / 2}) rotate(-90)">${escapeXml(y.label)}</text>`,
    draw(scaleX, scaleY),
    "</svg>",
    ...(legend.length > 0 ? [`<ul class="legend">${legend.map(legendEntry).join("")}</ul>`] : []),
    "</figure>",
  ].join("\n");
}

function legendEntry({ text, style }: { text: string; style: string }): Html {
  return (
    `<li><svg width="26" height="12" aria-hidden="true"><path class="${style}" d="M1 6H25"/></svg>` +
    `${escapeXml(text)}</li>`
  );
}

/**
 * A scale whose ticks are multiples of 1, 2 or 5 times a power of ten. A domain without extent is widened around its value.
 *
 * @example linearScale([0, 1], [0, 100]).ticks // [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function linearScale([low, high]: Domain, [from, to]: readonly [number, number]): Scale {
  const widening = low === high ? Math.abs(low) * 0.1 || 0.5 : 0;
  const [start, end] = [low - widening, high + widening];
  const scale = (value: number) => from + ((value - start) / (end - start)) * (to - from);
  return Object.assign(scale, { ticks: ticksBetween(start, end) });
}

/** The least and the greatest of some values, a little widened so that nothing is drawn on the frame; [0, 1] for none. */
export function paddedDomain(values: number[]): Domain {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const padding = (high - low) * 0.06;
  return [low - padding, high + padding];
}

/** A line through points as path data. */
export function linePath(points: readonly (readonly [number, number])[], x: Scale, y: Scale): string {
  return points.map(([at, value], index) => `${index === 0 ? "M" : "L"}${px(x(at))} ${px(y(value))}`).join("");
}

/** At most `most` of the items, evenly spread, the first and the last among them. */
export function sampled<T>(items: T[], most: number): T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]!);
}

function ticksBetween(start: number, end: number): number[] {
  const rough = (end - start) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.99) ?? 10);
  const count = Math.floor(end / step + 1e-9) - Math.ceil(start / step - 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => (Math.ceil(start / step - 1e-9) + index) * step);
}

function tickText(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return Math.abs(rounded) >= 1e6 ? rounded.toExponential(1).replace("e+", "e") : String(rounded);
}
