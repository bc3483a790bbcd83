/** States of definitions for local runs. */

/** States that do not say what comes next. */
const WITHOUT_NEXT = ["Choice", "Fail", "Succeed"];

/** States one after the other; each is a Task of the resource, unless it is a state itself. */
export function chain(
  steps: Record<string, [resource: string, Parameters: object] | { Type: string }>,
): Record<string, object> {
  const names = Object.keys(steps);
  return Object.fromEntries(
    Object.entries(steps).map(([name, step], index) => {
      const next = names[index + 1];
      const onward = next === undefined ? { End: true } : { Next: next };
      if (!Array.isArray(step)) return [name, WITHOUT_NEXT.includes(step.Type) ? step : { ...onward, ...step }];
      const [resource, Parameters] = step;
      const Resource = resource.startsWith("arn:") ? resource : `arn:aws:states:::${resource}`;
      return [name, { Type: "Task", Resource, Parameters, ResultPath: `$.${name}`, ...onward }];
    }),
  );
}

/** Waits until a described status is another than this. */
export const loop = (describe: string, status: string, busy: string, next: string) => ({
  [`${describe}Ended`]: {
    Type: "Choice",
    Choices: [{ Variable: `$.${describe}.${status}`, StringEquals: busy, Next: `${describe}Wait` }],
    Default: next,
  },
  [`${describe}Wait`]: { Type: "Wait", Seconds: 1, Next: describe },
});

/** A state that fails with what it is given, so that a test can see it. */
export const show = (path: string) => ({
  Type: "Fail",
  Error: "Shown",
  CausePath: `States.JsonToString(${path})`,
});

/** A state that leaves a value there, as an input might have it. */
export const given = (ResultPath: string, Result: unknown) => ({ Type: "Pass", Result, ResultPath });
