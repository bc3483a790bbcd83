import type * as v from "valibot";
import { isAsGood, isLargerBetter, rounded } from "../shared/qualityMetrics";
import type { EvaluateAnswer, evaluateEvent } from "./event";

/**
 * Whether the best candidate may go on, and why in one sentence.
 *
 * @param best the best candidate's name and value; undefined where none could be measured
 */
export function judge(
  { Metric, Threshold, Production, MinimumImprovement }: v.InferOutput<typeof evaluateEvent>,
  best: { Name: string; value: number } | undefined,
  candidates: EvaluateAnswer["Candidates"],
): Pick<EvaluateAnswer, "Passed" | "Reason"> {
  const no = (Reason: string) => ({ Passed: false, Reason });
  if (!best) {
    const errors = candidates.flatMap((one) => ("Error" in one ? [`${one.Name}: ${one.Error}`] : []));
    return no(`No candidate could be measured: ${errors.join("; ").slice(0, 1000)}`);
  }
  const [least, better] = isLargerBetter(Metric) ? ["at least", 1] : ["at most", -1];
  const found = `${Metric} of ${best.Name} is ${best.value}`;
  if (!isAsGood(Metric, best.value, Threshold)) return no(`${found}, allowed: ${least} ${Threshold}.`);
  if (!Production || Production.Found === false)
    return { Passed: true, Reason: `${found}, as good as ${Threshold} or better.` };

  const version = `version ${Production.Version ?? "?"} in production`;
  const text = Production.Metrics?.[Metric];
  const current = text === undefined || text === "" ? NaN : Number(text);
  if (!Number.isFinite(current)) {
    return no(
      `${found}, but ${version} has no ${Metric} to compare it with; compare by a metric that it was registered with.`,
    );
  }
  const wanted = rounded(current + better * (MinimumImprovement ?? 0));
  if (!isAsGood(Metric, best.value, wanted))
    return no(`${found}, allowed: ${least} ${wanted}, since ${version} has ${current}.`);
  return { Passed: true, Reason: `${found}, ${version} has ${current}.` };
}
