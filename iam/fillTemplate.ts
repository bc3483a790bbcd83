/** Filling the holes of a permission's templates: the grammar of `Permission` in asl/catalogue/integration.ts. */
import type { Json } from "../asl/definition";
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { rewritten } from "./arnRewriting";
import type { Environment } from "./document";

/** `{region}`, `{$.A[].B}`, `{$.QueueUrl|queueArn}`, `{$.EventBusName=default}`. */
const HOLE = /\{(?:(partition|region|account)|\$\.([^}|=]+)(?:\|(\w+))?(?:=([^}]*))?)\}/g;

/** A template with its holes filled in. */
export interface Filled {
  /** With `*` where a parameter is unknown. */
  text: string;
  /** The parameters that were put in, in order. */
  parameters: ParameterValue[];
  template: string;
}

type Part = Omit<Filled, "template">;

/** A template in every combination of its parameters' values; none when a parameter without a default is not given. */
export function fillTemplate(template: string, request: Json, environment: Environment): Filled[] {
  const isArn = template.startsWith("arn:");
  let filled: Part[] = [{ text: "", parameters: [] }];
  let end = 0;
  for (const hole of template.matchAll(HOLE)) {
    const before = template.slice(end, hole.index);
    end = hole.index + hole[0].length;
    const values = holeValues(hole, request, environment);
    filled = filled.flatMap(({ text, parameters }) =>
      values.map((value) => ({
        text: isArn && standsForArn(value.text) ? value.text : `${text}${before}${value.text}`,
        parameters: [...parameters, ...value.parameters],
      })),
    );
  }
  return filled.map(({ text, parameters }) => ({ text: text + template.slice(end), parameters, template }));
}

function holeValues(
  [, place, path = "", rewriting, fallback]: RegExpExecArray,
  request: Json,
  environment: Environment,
): Part[] {
  if (place !== undefined) return [{ text: environment[place as keyof Environment], parameters: [] }];
  const values = valuesAt(request, path).map((parameter) => ({ text: asPattern(parameter), parameters: [parameter] }));
  const given = values.length > 0 || fallback === undefined ? values : [{ text: fallback, parameters: [] }];
  if (rewriting === undefined) return given;
  return given.map(({ text, parameters }) => ({ text: rewritten(rewriting, text, environment), parameters }));
}

/** The top-level parameters that a template's holes read. */
export function parametersOf(template: string): string[] {
  return [...template.matchAll(HOLE)].flatMap(([, , path]) => path?.split(/[.[]/)[0] ?? []);
}

/** Whether text is an ARN, or a placeholder that by its name stands for one: `${TopicArn}`, `${Topic.Arn}`. */
export function standsForArn(text: string): boolean {
  return text.startsWith("arn:") || /^\$\{[^}]*arn\}$/i.test(text);
}
