/** Filling the holes of a permission's templates: the grammar of `Permission` in asl/catalogue/integration.ts. */
import type { Json } from "../asl/definition";
import type { Constants } from "../asl/known/known";
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { rewritten } from "./arnRewriting";
import type { Environment } from "./document";

/** `{region}`, `{$.A[].B}`, `{$.QueueUrl|queueArn}`, `{$.EventBusName=default}`. */
const HOLE = /\{(?:(partition|region|account)|\$\.([^}|=]+)(?:\|(\w+))?(?:=([^}]*))?)\}/g;

/** What templates are filled from. */
export interface Sent {
  /** A task's parameters. */
  request: Json;
  environment: Environment;
  /** Variables of which the value is known. */
  constants?: Constants;
}

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
export function fillTemplate(template: string, sent: Sent): Filled[] {
  const { isArn, holes, rest } = parsed(template);
  let filled: Part[] = [{ text: "", parameters: [] }];
  for (const hole of holes) {
    const values = holeValues(hole, sent);
    filled = filled.flatMap(({ text, parameters }) =>
      values.map((value) => ({
        text: isArn && standsForArn(value.text) ? value.text : `${text}${hole.before}${value.text}`,
        parameters: [...parameters, ...value.parameters],
      })),
    );
  }
  return filled.map(({ text, parameters }) => ({ text: text + rest, parameters, template }));
}

interface Hole {
  /** The text between the last hole and this one. */
  before: string;
  place: keyof Environment | undefined;
  path: string;
  rewriting: string | undefined;
  fallback: string | undefined;
}

interface Template {
  isArn: boolean;
  holes: Hole[];
  rest: string;
}

/** Templates are few and tasks many, so each is taken apart once. */
const TEMPLATES = new Map<string, Template>();

function parsed(template: string): Template {
  const known = TEMPLATES.get(template);
  if (known !== undefined) return known;
  let end = 0;
  const holes = [...template.matchAll(HOLE)].map(([whole, place, path = "", rewriting, fallback]): Hole => {
    const start = template.indexOf(whole, end);
    const before = template.slice(end, start);
    end = start + whole.length;
    return { before, place: place as keyof Environment | undefined, path, rewriting, fallback };
  });
  const made = { isArn: template.startsWith("arn:"), holes, rest: template.slice(end) };
  TEMPLATES.set(template, made);
  return made;
}

function holeValues({ place, path, rewriting, fallback }: Hole, { request, environment, constants }: Sent): Part[] {
  if (place !== undefined) return [{ text: environment[place], parameters: [] }];
  const values = valuesAt(request, path, constants).map((parameter) => ({
    text: asPattern(parameter),
    parameters: [parameter],
  }));
  const given = values.length > 0 || fallback === undefined ? values : [{ text: fallback, parameters: [] }];
  if (rewriting === undefined) return given;
  return given.map(({ text, parameters }) => ({ text: rewritten(rewriting, text, environment), parameters }));
}

/** The top-level parameters that a template's holes read. */
export function parametersOf(template: string): string[] {
  return parsed(template).holes.flatMap(({ path }) => path.split(/[.[]/)[0] || []);
}

/** Whether text is an ARN, or a placeholder that by its name stands for one: `${TopicArn}`, `${Topic.Arn}`. */
export function standsForArn(text: string): boolean {
  return text.startsWith("arn:") || /^\$\{[^}]*arn\}$/i.test(text);
}
