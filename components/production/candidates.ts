/** The states that train a pipeline's candidates: one, or several at the same time. Pure: plain values in, a fragment out. */
import { chain, type Fragment } from "../../asl/fragment";
import { path } from "../../asl/reference";
import { parallel, pass, succeed } from "../../asl/states";
import type { Places } from "./places";
import type { ProductionFacts } from "./productionFacts";
import { type Candidate, trainCandidate, type TuningPlan } from "./trainCandidate";

/** What is trained. */
export interface TrainingPlan {
  /** At least one. */
  candidates: Candidate[];
  /** Searches each candidate's hyperparameters. */
  tuning?: TuningPlan;
}

/**
 * Trains the candidates and predicts the held-out rows with each. Leaves at `$.Trained.Candidates` a list of
 * `{Name, Predictions, ModelDataUrl, TrainingJobName}`.
 *
 * Several are trained at the same time; one that fails is `{Name, Error}` in the list, and the others go on. The only one's
 * error leads to `failed`, with `{Error, Cause}` at `$.Failure`. Neither leaves a model behind.
 */
export function trainCandidates(
  facts: ProductionFacts,
  places: Places,
  { candidates, tuning }: TrainingPlan,
  failed: Fragment,
): Fragment {
  const surroundings = { places, ...(tuning && { tuning }) };
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) {
    const scored = (candidate: object) =>
      pass("Candidate scored", { parameters: { Candidates: [candidate] }, resultPath: "$.Trained" });
    return trainCandidate(facts, only, { ...surroundings, suffix: "", scored, failed });
  }
  const branches = candidates.map((candidate) => {
    const suffix = ` (${candidate.name})`;
    const scored = (parameters: object) => pass(`Candidate scored${suffix}`, { parameters });
    // The cause stays out: those of many candidates could be more than a state holds. The job's own page has it.
    const error = pass(`Candidate failed${suffix}: error`, {
      parameters: { Name: candidate.name, Error: path("$.Failure.Error") },
    });
    const noted = chain(error, succeed(`Candidate failed${suffix}`));
    return trainCandidate(facts, candidate, { ...surroundings, suffix, scored, failed: noted });
  });
  // No Catch: every branch ends well, whatever happens in it.
  return parallel("TrainCandidates", branches, {
    resultSelector: { Candidates: path("$") },
    resultPath: "$.Trained",
  });
}
