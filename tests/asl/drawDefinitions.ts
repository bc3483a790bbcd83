/** Definitions to draw: a pipeline as ours are, and generated ones, right and wrong. */
import fc from "fast-check";
import type { State, StateGraph, StateMachineDefinition } from "../../asl/definition";

const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Pipeline failed" }];

export const trainingPipeline: StateMachineDefinition = {
  Comment: "Trains a model and predicts with it",
  StartAt: "Generate dataset",
  States: {
    "Generate dataset": { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Next: "Train model", Catch },
    "Train model": {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
      Next: "Save model",
      Catch,
    },
    "Save model": { Type: "Task", Resource: "arn:aws:states:::sagemaker:createModel", Next: "Batch transform", Catch },
    "Batch transform": {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
      End: true,
      Catch,
    },
    "Pipeline failed": { Type: "Fail", ErrorPath: "$.Error", CausePath: "$.Cause" },
  },
};

/** All eight types of state, both query languages, groups in groups. */
export const everyType: StateMachineDefinition = {
  StartAt: "Choose",
  States: {
    Choose: {
      Type: "Choice",
      Choices: [
        { Variable: "$.rows", NumericGreaterThan: 10, Next: "Branches" },
        { Variable: "$.rows", NumericEquals: 0, Next: "Wait a bit" },
      ],
      Default: "Every item",
    },
    Branches: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Left",
          States: { Left: { Type: "Pass", Next: "Inner map" }, "Inner map": mapOf("Deep", "INLINE") },
        },
        { StartAt: "Right", States: { Right: { Type: "Pass", End: true } } },
      ],
      Catch: [{ ErrorEquals: ["States.Timeout", "Custom"], Next: "Failed" }],
      Next: "Done",
    },
    "Every item": mapOf("One item", "DISTRIBUTED"),
    "Wait a bit": { Type: "Wait", QueryLanguage: "JSONata", Seconds: "{% $delay %}", Next: "Choose" },
    Failed: { Type: "Fail", Error: "Custom" },
    Done: { Type: "Succeed" },
  },
};

function mapOf(name: string, Mode: "INLINE" | "DISTRIBUTED"): State {
  const task: State = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:s3:getObject", End: true };
  return {
    Type: "Map",
    ItemProcessor: { ProcessorConfig: { Mode }, StartAt: name, States: { [name]: task } },
    End: true,
  };
}

/** `length` states in a row, each catching into one Fail state. */
export function chain(length: number): StateMachineDefinition {
  const states = Array.from({ length }, (_, index): [string, State] => [
    `State ${index}`,
    {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Catch,
      ...(index + 1 < length ? { Next: `State ${index + 1}` } : { End: true }),
    },
  ]);
  return { StartAt: "State 0", States: { ...Object.fromEntries(states), "Pipeline failed": { Type: "Fail" } } };
}

const anyName = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 90 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
  fc.constantFrom('<b>"x"&y', "end", "]]>", "--", "${a}", "constructor", "__proto__x", "1. one", " "),
);

/** Any definition: states of all types, targets that exist or not, groups up to `depth` deep, any characters in names. */
export function anyDefinition(depth = 2): fc.Arbitrary<StateGraph> {
  return fc.uniqueArray(anyName, { minLength: 1, maxLength: 7 }).chain((names) => {
    const next = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: anyName });
    const errors = fc.array(fc.string({ maxLength: 20 }), { maxLength: 2 });
    const catchers = fc.array(fc.record({ ErrorEquals: errors, Next: next }), { maxLength: 2 });
    const rules = fc.array(fc.record({ Variable: fc.string(), StringEquals: fc.string(), Next: next }), {
      maxLength: 3,
    });
    const end = fc.oneof(fc.record({ Next: next }), fc.constant({ End: true }), fc.constant({}));
    const withEnd = <T extends object>(fields: T) => end.map((ending) => ({ ...fields, ...ending }));
    const inner = depth > 0 ? anyDefinition(depth - 1) : fc.constant({ StartAt: "", States: {} });
    const state = fc.oneof(
      fc.record({ Resource: fc.string(), Catch: catchers }).chain((fields) => withEnd({ Type: "Task", ...fields })),
      withEnd({ Type: "Pass" }),
      withEnd({ Type: "Wait", Seconds: 1 }),
      fc.record({ Choices: rules, Default: next }).map((fields) => ({ Type: "Choice", ...fields })),
      fc.constantFrom({ Type: "Succeed" }, { Type: "Fail" }, { Type: "Nonsense" }, {}),
      fc.array(inner, { maxLength: 3 }).chain((Branches) => withEnd({ Type: "Parallel", Branches })),
      inner.chain((ItemProcessor) => withEnd({ Type: "Map", ItemProcessor })),
    );
    const entries = fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), state)));
    return entries.map(
      (states) => ({ StartAt: names[0]!, States: Object.fromEntries(states) }) as unknown as StateGraph,
    );
  });
}

/** The names of all states, those in groups included. */
export function everyName(graph: StateGraph): string[] {
  return Object.entries(graph.States).flatMap(([name, state]) => [
    name,
    ...(state.Type === "Parallel" ? state.Branches.flatMap(everyName) : []),
    ...(state.Type === "Map" && state.ItemProcessor ? everyName(state.ItemProcessor) : []),
  ]);
}
