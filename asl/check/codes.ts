/**
 * Every code that the checker reports, for filtering, for the documentation and for `mlpipe check --json`. docs/checks.md lists
 * them too; a test in tests/asl/checkBreaks finds each.
 */
import { dataflowCodes } from "./dataflow/codes";

const definitionCodes = {
  "not-json": { severity: "error", meaning: "The definition cannot be written as JSON." },
  "not-an-object": { severity: "error", meaning: "The definition, a state or a part of one is not a JSON object." },
  "too-large": { severity: "error", meaning: "The definition has more than 1 MiB." },
  "too-deeply-nested": { severity: "error", meaning: "A state's JSON nests deeper than can be read." },
  "many-levels": { severity: "warning", meaning: "Parallel and Map states nest so deep that AWS may refuse them." },
  "missing-field": { severity: "error", meaning: "A field that the language requires is missing." },
  "unknown-field": { severity: "error", meaning: "A field that the language does not have there." },
  "exclusive-fields": { severity: "error", meaning: "Fields of which one alone may be given." },
  "missing-one-of": { severity: "error", meaning: "None of several fields is given, of which one must be." },
  "wrong-query-language": { severity: "error", meaning: "A field of JSONPath in a JSONata state, or the reverse." },
  "jsonpath-in-jsonata": { severity: "error", meaning: "A JSONPath state in a JSONata state machine." },
  "malformed-timestamp": { severity: "error", meaning: "A time that is not written as RFC 3339 has it." },
  "variable-name": { severity: "error", meaning: "A name under Assign that no variable may have." },
  "duplicate-key": { severity: "error", meaning: "A key is given twice: as it is, and ending in `.$`." },
  "dollar-key-in-jsonata": { severity: "warning", meaning: "A key ends in `.$` where JSONata would be evaluated." },
  "path-as-text": { severity: "warning", meaning: "A path or an intrinsic function that stays plain text." },
  "jsonata-as-text": { severity: "warning", meaning: "A JSONata expression that stays plain text." },
  "expression-delimiter": {
    severity: "error",
    meaning: "A JSONata expression that lacks `{%` or `%}`, or has spaces around.",
  },
  "static-result": { severity: "warning", meaning: "A key ends in `.$` in a Result, which is not evaluated." },
  "distributed-only": {
    severity: "error",
    meaning: "A field of the Distributed Map in a Map that is not distributed.",
  },
  "distributed-field": { severity: "warning", meaning: "A field that only a Distributed Map takes notice of." },
  "duplicate-label": { severity: "error", meaning: "Two Map states have the same Label." },
  "heartbeat-not-shorter": { severity: "error", meaning: "HeartbeatSeconds is not less than TimeoutSeconds." },
} as const satisfies CodeTable;

const graphCodes = {
  "missing-state": { severity: "error", meaning: "StartAt or a transition names a state that there is not." },
  "unreachable-state": { severity: "error", meaning: "No state leads to this one." },
  "no-transition": { severity: "error", meaning: "A state has neither Next nor End." },
  "two-transitions": { severity: "error", meaning: "A state has both Next and End." },
  "no-end": { severity: "error", meaning: "No state ends the execution, the branch or the iteration." },
  "endless-loop": { severity: "warning", meaning: "From this state no end can be reached." },
  "duplicate-state-name": { severity: "error", meaning: "Two states of the machine have the same name." },
  "state-name-too-long": { severity: "error", meaning: "A state's name has more than 80 characters." },
  "state-name-characters": { severity: "warning", meaning: "A state's name is empty or holds control characters." },
  "choice-without-default": { severity: "warning", meaning: "A Choice has no Default: what no rule matches fails." },
} as const satisfies CodeTable;

const errorHandlingCodes = {
  "no-error-handling": { severity: "warning", meaning: "A task has neither Retry nor Catch." },
  "states-all-not-last": { severity: "error", meaning: "States.ALL does not stand alone in the last entry." },
  "unknown-error-name": { severity: "warning", meaning: "A reserved name (`States.…`) that no error has." },
  "unused-error-name": { severity: "warning", meaning: "An earlier entry takes this error already." },
  "uncatchable-error": {
    severity: "warning",
    meaning: "An error that always ends the execution is retried or caught.",
  },
  "error-never-raised": { severity: "warning", meaning: "An error that this state cannot raise." },
  "retry-without-attempts": { severity: "warning", meaning: "The last retrier allows no attempt, so it does nothing." },
  "delay-below-interval": { severity: "warning", meaning: "MaxDelaySeconds is not more than IntervalSeconds." },
} as const satisfies CodeTable;

const taskCodes = {
  "malformed-resource": { severity: "error", meaning: "A Resource that no Task can name." },
  "unknown-service": { severity: "warning", meaning: "A service with which Step Functions has no known integration." },
  "unknown-api": { severity: "error", meaning: "An API that the service does not have." },
  "unknown-sdk-api": { severity: "warning", meaning: "An API of the AWS SDK that was not known yet." },
  "pattern-not-offered": { severity: "error", meaning: "`.sync` or `.waitForTaskToken` where the API has none." },
  "pattern-in-express": {
    severity: "error",
    meaning: "Waiting for a job, a token or an activity in an Express workflow.",
  },
  "express-timeout": { severity: "warning", meaning: "A time-out beyond the five minutes of an Express workflow." },
  "express-wait": { severity: "error", meaning: "A Wait beyond the five minutes of an Express workflow." },
  "no-task-token": { severity: "error", meaning: "`.waitForTaskToken` does not pass the token on." },
  "input-as-request": { severity: "warning", meaning: "A task without Parameters sends its whole input to the API." },
  "unknown-parameter": { severity: "error", meaning: "A parameter that the API does not have." },
  "missing-parameter": { severity: "error", meaning: "A parameter that the API requires is missing." },
  "wrong-type": { severity: "error", meaning: "A value of the wrong type." },
  "object-for-text": { severity: "warning", meaning: "An object where the API takes JSON as text." },
  "out-of-range": { severity: "error", meaning: "A number, length or count beyond its limits." },
  "not-allowed": { severity: "error", meaning: "A value that is none of those allowed." },
  pattern: { severity: "error", meaning: "A text that does not match its pattern." },
  "unknown-instance-type": { severity: "warning", meaning: "An instance type that was not known yet." },
  "service-rule": { severity: "error", meaning: "Parameters that the service refuses together." },
  "name-characters": { severity: "error", meaning: "A made name holds characters that the service refuses." },
  "name-too-long": { severity: "error", meaning: "A made name is longer than the service allows." },
  "execution-name-as-name": { severity: "warning", meaning: "The execution's name is used to name a resource." },
  "fixed-name-retried": { severity: "warning", meaning: "A retry sends a name that the service has seen." },
} as const satisfies CodeTable;

type CodeTable = Record<string, { severity: "error" | "warning"; meaning: string }>;

/** Every code with its severity and what it means. */
export const PROBLEM_CODES = {
  ...definitionCodes,
  ...graphCodes,
  ...errorHandlingCodes,
  ...taskCodes,
  ...dataflowCodes,
};

/** A code of the table. */
export type ProblemCode = keyof typeof PROBLEM_CODES;

type CodesWith<Severity> = {
  [Code in ProblemCode]: (typeof PROBLEM_CODES)[Code]["severity"] extends Severity ? Code : never;
}[ProblemCode];

/** A code of certainty: AWS refuses the definition, or it fails when it runs. */
export type ErrorCode = CodesWith<"error">;

/** A code of likelihood. */
export type WarningCode = CodesWith<"warning">;
