/** The trials of a tuning job. */
import { escapeXml } from "../../asl/draw/xml";
import type { TrialResult, TuningResult } from "../runResult";
import { formatNumber, formatSeconds } from "./format";
import { code, type Html, table } from "./html";

/** A table for each tuning job: every trial with its hyperparameters and what it reached, the best one marked. */
export function tuningSection(tuning: readonly TuningResult[]): Html {
  return tuning.map(trialTable).join("\n");
}

function trialTable({ job, metric, goal, best, trials }: TuningResult): Html {
  const tuned = [...new Set(trials.flatMap(({ hyperParameters }) => Object.keys(hyperParameters)))];
  const columns = [
    { heading: "Trial" },
    ...tuned.map((heading) => ({ heading, numeric: true })),
    { heading: metric, numeric: true },
    { heading: "Time", numeric: true },
  ];
  const rows = trials.map((trial) => [
    code(trial.name) + (trial.name === best ? " <strong>best</strong>" : ""),
    ...tuned.map((name) => shown(trial.hyperParameters[name])),
    trial.objective === undefined ? endOf(trial) : formatNumber(trial.objective),
    formatSeconds(trial.seconds),
  ]);
  return table(`${job}: ${trials.length} trials to ${goal.toLowerCase()} ${metric}`, columns, rows);
}

function shown(value = "–"): Html {
  return escapeXml(/^-?\d+\.\d+/.test(value) ? formatNumber(Number(value)) : value);
}

function endOf({ status, failureReason }: TrialResult): Html {
  return escapeXml(failureReason === undefined ? status : `${status}: ${failureReason}`);
}
