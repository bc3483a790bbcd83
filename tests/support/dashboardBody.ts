/**
 * What CloudWatch takes as a dashboard's body, as a schema; only what this project may write.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import * as v from "valibot";

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const place = { x: whole(0, 23), y: whole(0, 10_000), width: whole(1, 24), height: whole(1, 1000) };
const text = v.pipe(v.string(), v.nonEmpty());

/** Namespace, name, then dimensions in pairs, and at the end what is said of it. */
const metric = v.pipe(
  v.array(v.union([text, v.strictObject({ stat: text, label: text })])),
  v.check((parts) => {
    const names = parts.filter((part) => typeof part === "string");
    const isLast = parts.findIndex((part) => typeof part === "object");
    return names.length >= 2 && names.length % 2 === 0 && (isLast === -1 || isLast === parts.length - 1);
  }, "namespace, metric and pairs of dimensions"),
);

const widget = v.variant("type", [
  v.strictObject({ type: v.literal("text"), ...place, properties: v.strictObject({ markdown: text }) }),
  v.strictObject({
    type: v.literal("alarm"),
    ...place,
    properties: v.strictObject({
      title: text,
      alarms: v.pipe(v.array(v.pipe(v.string(), v.regex(/^arn:[^:]+:cloudwatch:/))), v.minLength(1), v.maxLength(100)),
    }),
  }),
  v.strictObject({
    type: v.literal("metric"),
    ...place,
    properties: v.strictObject({
      title: text,
      view: v.picklist(["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]),
      region: text,
      period: v.pipe(v.number(), v.multipleOf(60)),
      stat: text,
      metrics: v.pipe(v.array(metric), v.minLength(1), v.maxLength(500)),
    }),
  }),
  v.strictObject({
    type: v.literal("log"),
    ...place,
    properties: v.strictObject({
      title: text,
      view: v.picklist(["table", "timeSeries", "bar", "pie"]),
      region: text,
      query: v.pipe(v.string(), v.regex(/^SOURCE '[\w./#-]+' \| /)),
    }),
  }),
]);

/** A body: widgets that lie within the 24 columns, none over another. */
export const dashboardBody = v.strictObject({
  widgets: v.pipe(
    v.array(widget),
    v.maxLength(500),
    v.everyItem(({ x, width }) => x + width <= 24, "within 24 columns"),
    v.check((all) => all.every((a, index) => all.slice(index + 1).every((b) => !overlap(a, b))), "apart"),
  ),
});

interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
