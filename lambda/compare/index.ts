/**
 * The function behind "Compare variants": compares what two variants of an endpoint answered, by the data that the endpoint
 * captured, and says whether the candidate may take the place of the one in production. That it may not is an answer.
 *
 * Requests that ended in an error are not captured: alarms on the endpoint's own metrics tell of them.
 *
 * It calls `s3:ListBucket` and `s3:GetObject` on captured data and ground truth, and `s3:PutObject` on `comparison.json`
 * below `Output`.
 */
import { writeMetrics } from "../shared/embeddedMetrics";
import { handlerOf } from "../shared/handler";
import { textMetrics } from "../shared/quality";
import { rounded } from "../shared/qualityMetrics";
import { writeObject } from "../shared/s3Objects";
import { below, parseS3Uri, s3Uri } from "../shared/s3Uri";
import { readCaptured, type Exchange } from "./capture";
import { compareEvent, type CompareAnswer, type OfBoth } from "./event";
import { liveQuality, readGroundTruth, type LiveQuality } from "./groundTruth";
import { judge } from "./judge";
import { agreementOf, pairsOf } from "./pairs";

/**
 * Lambda's entry.
 *
 * @throws `ConfigurationError`, `DataSourceError`, `DataError` where captured data or ground truth is something else, or
 * S3's error where a file cannot be read or written (see `handlerOf`).
 */
export const handler = handlerOf(compareEvent, async (event, context): Promise<CompareAnswer> => {
  const started = Date.now();
  const { Pipeline, Production, Candidate, GroundTruth, Metric, Tolerance } = event;
  const production = await readCaptured(event, Production, context);
  const candidate = await readCaptured(event, Candidate, context);
  const both = <Value>(of: (exchanges: Exchange[], variant: string) => Value): OfBoth<Value> => ({
    Production: of(production.exchanges, Production),
    Candidate: of(candidate.exchanges, Candidate),
  });

  const requests = both((exchanges) => exchanges.length);
  const errorShare = both((exchanges) => exchanges.filter(({ values }) => !values).length / exchanges.length);
  const pairs = pairsOf(production.exchanges, candidate.exchanges);
  const agreement = agreementOf(pairs, Tolerance ?? undefined);
  let quality: OfBoth<LiveQuality> | undefined;
  if (GroundTruth && Metric) {
    const truth = await readGroundTruth(GroundTruth, [...production.exchanges, ...candidate.exchanges]);
    quality = both((exchanges, variant) => liveQuality(exchanges, truth, Metric, variant));
  }

  const comparisonAt = below(parseS3Uri(event.Output)!, "comparison.json");
  const answer: CompareAnswer = {
    ...judge(event, { requests, errorShare, agreement, quality }),
    Requests: requests,
    Compared: agreement.compared,
    Disagreement: known(agreement.disagreement),
    ErrorShare: { Production: known(errorShare.Production), Candidate: known(errorShare.Candidate) },
    Metrics: metricsOf(quality),
    ComparisonUri: s3Uri(comparisonAt),
  };
  const isWhole = production.isWhole && candidate.isWhole;
  const Labelled = quality && { Production: quality.Production.labelled, Candidate: quality.Candidate.labelled };
  const document = {
    ...answer,
    Labelled: Labelled ?? null,
    IsWhole: isWhole,
    Asked: event,
    Examples: agreement.examples,
  };
  await writeObject(comparisonAt, `${JSON.stringify(document, null, 1)}\n`);

  writeMetrics(Pipeline, {
    Disagreement: [agreement.disagreement, "None"],
    CandidateErrorShare: [errorShare.Candidate, "None"],
    ComparedRequests: [agreement.compared, "Count"],
    Promote: [answer.Promote ? 1 : 0, "Count"],
  });
  console.log(JSON.stringify({ message: "Compared", ...answer, isWhole, ms: Date.now() - started }));
  return answer;
});

/** Null for what is not known. */
function known(share: number): number | null {
  return Number.isNaN(share) ? null : rounded(share);
}

function metricsOf(quality: OfBoth<LiveQuality> | undefined): CompareAnswer["Metrics"] {
  const [production, candidate] = [quality?.Production.quality, quality?.Candidate.quality];
  if (typeof production !== "object" || typeof candidate !== "object") return null;
  return { Production: textMetrics(production), Candidate: textMetrics(candidate) };
}
