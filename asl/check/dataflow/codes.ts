/** The codes that the dataflow reports. */

/** Every code with its severity and what it means. */
export const dataflowCodes = {
  "unknown-path": { severity: "error", meaning: "A path leads to what no state before can have written." },
  "maybe-missing-path": { severity: "warning", meaning: "A path leads to what only some ways have written." },
  "reads-nothing": {
    severity: "warning",
    meaning: "A part of a JSONata expression finds nothing, which is passed over.",
  },
  "unknown-context-path": { severity: "error", meaning: "A member that the context object does not have there." },
  "unavailable-states-member": { severity: "error", meaning: "A member of `$states` that the field does not have." },
  "no-context": { severity: "error", meaning: "A name, `$` or `$$` where JSONata has no current value." },
  "unassigned-variable": { severity: "error", meaning: "A variable that no state before assigns." },
  "maybe-unassigned-variable": { severity: "warning", meaning: "A variable that only some ways assign." },
  "outer-variable": { severity: "error", meaning: "A variable of the graph around is assigned from inside." },
  "invalid-path": { severity: "error", meaning: "A JSONPath that cannot be read." },
  "invalid-intrinsic": { severity: "error", meaning: "A call of an intrinsic function that cannot be read." },
  "invalid-jsonata": { severity: "error", meaning: "A JSONata expression that cannot be read." },
  "not-a-reference-path": { severity: "error", meaning: "A path that may lead to many places, where one is due." },
  "unknown-intrinsic": { severity: "error", meaning: "An intrinsic function that there is not." },
  "intrinsic-arguments": { severity: "error", meaning: "An intrinsic function with too many or too few arguments." },
  "intrinsic-argument-type": { severity: "error", meaning: "An argument that an intrinsic function cannot take." },
  "format-arguments": { severity: "error", meaning: "States.Format with more or fewer values than `{}`." },
  "unknown-function": { severity: "error", meaning: "A JSONata function that Step Functions does not have." },
  "function-arguments": { severity: "error", meaning: "A JSONata function with too many arguments." },
  "wrong-value-type": {
    severity: "error",
    meaning: "An expression gives a value of a type that the field does not take.",
  },
  "not-a-list": { severity: "error", meaning: "The items of a Map are no list." },
  "result-path-mismatch": { severity: "error", meaning: "A ResultPath leads into what is neither object nor list." },
  "state-too-large": { severity: "error", meaning: "A state gives more than 256 KiB." },
  "never-matches": { severity: "warning", meaning: "A rule of a Choice that can never match." },
  "shadowed-rule": { severity: "warning", meaning: "A rule of a Choice that asks what an earlier one asks." },
} as const;
