/** Filling the holes of a permission's templates: the grammar of `Permission` in asl/catalogue/integration.ts. */
import type { Json } from "../asl/definition";
import type { Constants } from "../asl/known/known";
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { isPlaceholder, standsForArn, urlSuffix } from "./arn";
import { rewritten } from "./arnRewriting";
import type { Environment } from "./document";

/** `{region}`, `{$.A[].B}`, `{$.QueueUrl|queueArn}`, `{$.EventBusName=default}`. */
const HOLE = /\{(?:(partition|region|account|suffix)|\$\.([^}|=]+)(?:\|(\w+))?(?:=([^}]*))?)\}/g;

/** What templates are filled from. */
export class Sent {
  private readonly values = new Map<string, ParameterValue[]>();

  /**
   * @param request a task's parameters
   * @param constants variables of which the value is known
   */
  constructor(
    readonly request: Json,
    readonly environment: Environment,
    private readonly constants?: Constants,
  ) {}

  /** The values of a parameter. Each is looked up once: most stand in several templates. */
  at(path: string): ParameterValue[] {
    let values = this.values.get(path);
    if (values === undefined) {
      values = valuesAt(this.request, path, this.constants);
      this.values.set(path, values);
    }
    return values;
  }
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
  const { isArn, holes, rest } = parsed(template, sent.environment);
  let filled: Part[] = [{ text: "", parameters: [] }];
  for (const hole of holes) {
    const values = holeValues(hole, sent);
    filled = filled.flatMap(({ text, parameters }) =>
      values.map((value) => ({
        text: isArn && isWholeArn(value.text, hole) ? value.text : `${text}${hole.before}${value.text}`,
        parameters: parameters.length === 0 ? value.parameters : [...parameters, ...value.parameters],
      })),
    );
  }
  return filled.map(({ text, parameters }) => ({ text: text + rest, parameters, template }));
}

/** A hole for a parameter. */
interface Hole {
  /** The text between the last hole and this one. */
  before: string;
  path: string;
  rewriting: string | undefined;
  fallback: string | undefined;
}

interface Template {
  isArn: boolean;
  holes: Hole[];
  rest: string;
}

/** Templates are few and tasks many, so each is taken apart once for an environment. */
const TEMPLATES = new WeakMap<Environment, Map<string, Template>>();

function parsed(template: string, environment: Environment): Template {
  let templates = TEMPLATES.get(environment);
  if (templates === undefined) TEMPLATES.set(environment, (templates = new Map<string, Template>()));
  let known = templates.get(template);
  if (known === undefined) templates.set(template, (known = takenApart(template, environment)));
  return known;
}

function takenApart(template: string, environment: Environment): Template {
  const holes: Hole[] = [];
  let before = "";
  let end = 0;
  for (const { 0: whole, 1: place, 2: path = "", 3: rewriting, 4: fallback, index } of template.matchAll(HOLE)) {
    before += template.slice(end, index);
    end = index + whole.length;
    if (place !== undefined)
      before += place === "suffix" ? urlSuffix(environment) : environment[place as keyof Environment];
    else {
      holes.push({ before, path, rewriting, fallback });
      before = "";
    }
  }
  return { isArn: template.startsWith("arn:"), holes, rest: before + template.slice(end) };
}

/** In a parameter that takes ARNs only a placeholder stands for one, whatever it is called. */
function isWholeArn(text: string, { path }: Hole): boolean {
  return standsForArn(text) || (isPlaceholder(text) && /arns?(\[\])?$/i.test(path));
}

function holeValues({ path, rewriting, fallback }: Hole, sent: Sent): Part[] {
  const values = sent.at(path).map((parameter) => ({ text: asPattern(parameter), parameters: [parameter] }));
  const given = values.length > 0 || fallback === undefined ? values : [{ text: fallback, parameters: [] }];
  if (rewriting === undefined) return given;
  return given.map(({ text, parameters }) => ({ text: rewritten(rewriting, text, sent.environment), parameters }));
}

/** The top-level parameters that a template's holes read. */
export function parametersOf(template: string): string[] {
  return [...template.matchAll(HOLE)].flatMap(([, , path = ""]) => path.split(/[.[]/)[0] || []);
}
