import type * as v from "valibot";
import { isAsGood, isLargerBetter, rounded, type MetricName } from "../shared/qualityMetrics";
import type { CompareAnswer, compareEvent, OfBoth } from "./event";
import type { LiveQuality } from "./groundTruth";
import type { Agreement } from "./pairs";

/** What is known of both variants. */
export interface Facts {
  requests: OfBoth<number>;
  /** NaN without requests. */
  errorShare: OfBoth<number>;
  agreement: Agreement;
  /** Undefined without ground truth. */
  quality: OfBoth<LiveQuality> | undefined;
}

/**
 * Whether the candidate may take the place of the variant in production, and why in one sentence: enough requests, no more
 * errors, answers that agree, and quality that is as good. Where both variants have requests of their own there is little that
 * both have answered: then quality alone has to tell, and without it nothing does.
 */
export function judge(
  event: v.InferOutput<typeof compareEvent>,
  { requests, errorShare, agreement, quality }: Facts,
): Pick<CompareAnswer, "Promote" | "Reason"> {
  const { MinimumRequests, MaxDisagreement } = event;
  const no = (Reason: string) => ({ Promote: false, Reason });
  for (const variant of ["Production", "Candidate"] as const) {
    if (requests[variant] >= MinimumRequests) continue;
    return no(`${event[variant]} answered ${countOf(requests[variant])}, allowed: at least ${MinimumRequests}.`);
  }
  const maxErrors = event.MaxErrorShare ?? errorShare.Production;
  if (errorShare.Candidate > maxErrors) {
    const found = `${percent(errorShare.Candidate)} of the answers of ${event.Candidate} are unusable`;
    return no(`${found}, allowed: at most ${percent(maxErrors)}.`);
  }
  const { compared, disagreement } = agreement;
  const isComparable = compared >= MinimumRequests;
  const disagree = `${event.Candidate} and ${event.Production} disagree on ${percent(disagreement)} of ${countOf(compared)}`;
  if (isComparable && disagreement > MaxDisagreement) {
    return no(`${disagree}, allowed: at most ${percent(MaxDisagreement)}.`);
  }
  if (!quality) {
    if (isComparable) return { Promote: true, Reason: `${disagree}.` };
    return no(
      `Both answered ${countOf(compared)} so that it can be compared, allowed: at least ${MinimumRequests}, or ground truth.`,
    );
  }
  const better = judgeQuality(event, quality, event.Metric!);
  return isComparable && better.Promote ? { ...better, Reason: `${better.Reason} ${disagree}.` } : better;
}

function judgeQuality(
  event: v.InferOutput<typeof compareEvent>,
  quality: OfBoth<LiveQuality>,
  metric: MetricName,
): Pick<CompareAnswer, "Promote" | "Reason"> {
  const value = { Production: NaN, Candidate: NaN };
  for (const variant of ["Production", "Candidate"] as const) {
    const { labelled, quality: measured } = quality[variant];
    const reason = (Reason: string) => ({ Promote: false, Reason });
    if (labelled < event.MinimumRequests) {
      return reason(
        `Ground truth is known of ${countOf(labelled)} that ${event[variant]} answered, allowed: at least ${event.MinimumRequests}.`,
      );
    }
    if (typeof measured === "string") return reason(`${metric} cannot be told: ${measured}`);
    value[variant] = rounded(measured.metrics[metric] ?? NaN);
  }
  const Promote = isAsGood(metric, value.Candidate, value.Production);
  const found = `${metric} of ${event.Candidate} is ${value.Candidate}`;
  if (Promote) return { Promote, Reason: `${found}, ${event.Production} has ${value.Production}.` };
  const bound = isLargerBetter(metric) ? "at least" : "at most";
  return { Promote, Reason: `${found}, allowed: ${bound} ${value.Production}, as ${event.Production} has.` };
}

function countOf(requests: number): string {
  return requests === 1 ? "1 request" : `${requests} requests`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
