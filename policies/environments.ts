/**
 * What each environment asks of its stacks beyond the rules' own defaults: the one place for it.
 *
 * An entry holds for the stacks whose name matches its pattern (`*` for any text); a later entry wins over an earlier one.
 * The engine's policy config wins over all.
 */
import { matchesGlob } from "./reading/glob";

/** Settings by their names. */
export type Settings = Readonly<Record<string, unknown>>;

/** Settings of an environment by rule. */
type Environment = Readonly<Record<string, Settings>>;

/** By pattern of the stack's name. */
export const environments: Readonly<Record<string, Environment>> = {
  "dev*": {
    // Nobody waits for a development run, and nobody should pay for one that was forgotten.
    "sagemaker-runtime": { maxSeconds: 21_600 },
    "sagemaker-instance-count": { max: 2 },
    "sagemaker-spend-ceiling": { maxInstanceHours: 100 },
  },
  "prod*": {
    "log-retention": { minDays: 90 },
  },
};

/** What holds for a stack. */
export function environmentOf(stack: string): Environment {
  const merged: Record<string, Settings> = {};
  for (const [pattern, rules] of Object.entries(environments)) {
    if (!matchesGlob(pattern, stack)) continue;
    for (const [rule, settings] of Object.entries(rules)) merged[rule] = { ...merged[rule], ...settings };
  }
  return merged;
}
