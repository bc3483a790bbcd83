/**
 * What the interpreter (aws-local-stepfunctions 3) would ignore in silence or run differently from AWS.
 *
 * A definition that uses any of it is refused: no run is better than a wrong one. Each entry is held by a test which
 * shows what the package does with it (tests/local/interpreterGaps.test.ts).
 */
import type { ChoiceRule, State, StateMachineDefinition } from "../../asl/definition";
import { walkStates } from "../../asl/walk";

/** A use of something that cannot be run here. */
export interface Unsupported {
  /** Empty when it concerns the state machine as a whole. */
  state: string;
  /** The field, path or function. */
  feature: string;
  /** What would go wrong. */
  reason: string;
}

/** Timers hold 31 bits of milliseconds: 24 days. */
export const LONGEST_TIMER_SECONDS = 2_147_483;

const IGNORED = "the interpreter ignores it";

/** Fields that change what a state does and that the interpreter does not read. */
const IGNORED_FIELDS = [
  ...["Assign", "Arguments", "Output", "Items", "Credentials"],
  ...["HeartbeatSeconds", "HeartbeatSecondsPath"],
  ...["ItemReader", "ItemBatcher", "ResultWriter"],
  ...["ToleratedFailureCount", "ToleratedFailureCountPath"],
  ...["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
];

/** Paths into the context object that are provided. */
const CONTEXT_PATHS = [
  /^\$\$\.Execution\.(Id|Name|RoleArn|Input|StartTime|RedriveCount)\b/,
  /^\$\$\.StateMachine\.(Id|Name)\b/,
];

const INTRINSICS = new Set(
  (
    "Format StringToJson JsonToString Array ArrayPartition ArrayContains ArrayRange ArrayGetItem ArrayLength " +
    "ArrayUnique Base64Encode Base64Decode Hash JsonMerge MathRandom MathAdd StringSplit UUID"
  ).split(" "),
);

/**
 * Everything in a definition that cannot be run faithfully, in the order of the states.
 *
 * @example unsupported({ StartAt: "A", States: { A: { Type: "Pass", Assign: { x: 1 }, End: true } } }) // one entry
 */
export function unsupported(definition: StateMachineDefinition): Unsupported[] {
  const found: Unsupported[] = [];
  if (definition.QueryLanguage === "JSONata") {
    found.push({ state: "", feature: "QueryLanguage JSONata", reason: "expressions would be passed on as text" });
  }
  const seen = new Set<string>();
  for (const { name, state, graph } of walkStates(definition)) {
    const add: Add = (feature, reason) => found.push({ state: name, feature, reason });
    if (seen.has(name)) add("the state's name", "another branch has a state of the same name, and tasks go by name");
    seen.add(name);
    checkFields(state, add);
    checkTexts(state, graph !== definition, add);
  }
  return found;
}

type Add = (feature: string, reason: string) => void;

function checkFields(state: State, add: Add): void {
  if ("QueryLanguage" in state && state.QueryLanguage === "JSONata") {
    add("QueryLanguage JSONata", "expressions would be passed on as text");
  }
  for (const field of IGNORED_FIELDS) if (field in state) add(field, IGNORED);
  if ("Catch" in state)
    state.Catch?.filter((catcher) => catcher.Assign).forEach(() => add("Assign of a Catch", IGNORED));
  const resultPaths = [state, ...("Catch" in state ? (state.Catch ?? []) : [])].map((part) =>
    "ResultPath" in part ? part.ResultPath : undefined,
  );
  for (const path of resultPaths) {
    if (typeof path === "string" && path !== "$" && !path.startsWith("$."))
      add(`ResultPath ${path}`, "it would be misread");
  }

  switch (state.Type) {
    case "Task":
      if (state.Resource.endsWith(".waitForTaskToken")) add(".waitForTaskToken", "the state would not wait");
      if (state.TimeoutSecondsPath)
        add("TimeoutSecondsPath", "it would be read from the parameters, not from the input");
      return;
    case "Map":
      if (state.ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED") add("Distributed mode", IGNORED);
      return;
    case "Pass":
      if ("Result" in state && !state.Result) add("Result", "false, 0, null and empty text are taken for absent");
      return;
    case "Wait":
      if (Number(state.Seconds) > LONGEST_TIMER_SECONDS) add("Seconds", "beyond 24 days it would not wait at all");
      return;
    case "Choice":
      state.Choices.forEach((rule) => checkRule(rule, add));
      return;
    case "Fail":
      for (const path of [state.ErrorPath, state.CausePath]) {
        if (path?.startsWith("States."))
          add(`${path.split("(")[0]} in a Fail state`, "only paths are understood there");
      }
  }
}

function checkRule(rule: ChoiceRule, add: Add): void {
  if ("Assign" in rule) add("Assign of a choice", IGNORED);
  if ("Condition" in rule) add("Condition", IGNORED);
  const pattern = rule["StringMatches"];
  if (typeof pattern === "string" && /[?!+@([{\\]/.test(pattern)) {
    add(`StringMatches ${pattern}`, "only * and plain text mean the same as in AWS");
  }
  [...(rule.And ?? []), ...(rule.Or ?? []), ...(rule.Not ? [rule.Not] : [])].forEach((part) => checkRule(part, add));
}

/** Paths and intrinsic functions, wherever they stand in the state itself (not in states nested in it). */
function checkTexts(state: State, nested: boolean, add: Add): void {
  for (const [field, value] of Object.entries<unknown>({ ...state })) {
    if (["Branches", "ItemProcessor", "Iterator"].includes(field)) continue;
    const ofItems = state.Type === "Map" && (field === "ItemSelector" || field === "Parameters");
    for (const expression of expressionsIn({ [field]: value })) checkExpression(expression, nested, ofItems, add);
  }
}

/** Values of `*.$` fields and of fields that hold paths. */
function* expressionsIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== "string") yield* expressionsIn(member);
    else if (key.endsWith(".$") || key.endsWith("Path") || key === "Variable") yield member;
  }
}

function checkExpression(expression: string, nested: boolean, ofItems: boolean, add: Add): void {
  const code = expression.replace(/'(\\.|[^'\\])*'/g, "''");
  for (const [path] of code.matchAll(/\$\$[^\s,()]*/g)) {
    if (ofItems && /^\$\$\.Map\.Item\.(Index|Value)\b/.test(path)) continue;
    if (!CONTEXT_PATHS.some((known) => known.test(path))) add(path, "this part of the context object is not provided");
    else if (nested && /^\$\$\.Execution\.(Input|StartTime)\b/.test(path)) {
      add(path, "inside Map and Parallel it would be that of the branch, not of the execution");
    }
  }
  for (const [path] of code.matchAll(/\$[A-Za-z_]\w*/g)) add(path, "there are no variables");
  for (const [, name = ""] of code.matchAll(/States\.(\w+)\s*\(/g)) {
    if (!INTRINSICS.has(name)) add(`States.${name}`, "there is no such intrinsic function");
    if (name === "JsonToString")
      add("States.JsonToString", "backslashes would be lost, so quotes in text would break it");
  }
}
