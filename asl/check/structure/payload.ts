/**
 * Payload templates: what is evaluated in them, and what looks as if it were.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html (`.$` keys),
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html (`{% … %}`),
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html (AWS
 * warns of the same: NO_DOLLAR, PASS_RESULT_IS_STATIC)
 */
import type { QueryLanguage } from "../../definition";
import { error, type Problem, warning } from "../problem";
import { type Fields, hasPlaceholder, isExpression, isObject, shown } from "../value";

/** Fields that are evaluated. */
const TEMPLATES: Readonly<Record<QueryLanguage, readonly string[]>> = {
  JSONPath: ["Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials"],
  JSONata: ["Arguments", "Output", "ItemSelector", "Assign", "Credentials"],
};

/** Parameters that hold a path for the service itself: a transform job's OutputFilter. */
const OWN_PATH = /(Filter|Expression|Path|Pointer)$/i;

/** Text that would be a path or an intrinsic function where one is evaluated. */
const PATH_OR_INTRINSIC =
  /^\$\$?\.[A-Za-z_]|^States\.(Format|Array|JsonToString|StringToJson|Math|UUID|Hash|Base64|JsonMerge|StringSplit)[A-Za-z]*\(/;

/** Text that begins or ends as an expression does; AWS refuses it when it does not do both. */
const LIKE_EXPRESSION = /^\s*\{%|%\}\s*$/;

/** Checks the keys and texts of every template of a state. */
export function checkPayloads(state: Fields, language: QueryLanguage | undefined, at: string, problems: Problem[]) {
  if (language !== undefined) {
    for (const field of TEMPLATES[language]) {
      const value = state[field];
      if (value !== undefined) checkTemplate(value, language, `${at}.${field}`, problems);
    }
  }
  if (state.Type === "Pass" && isObject(state.Result)) checkStaticResult(state.Result, `${at}.Result`, problems);
}

function checkTemplate(value: unknown, language: QueryLanguage, at: string, problems: Problem[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => checkTemplate(item, language, `${at}[${index}]`, problems));
  } else if (isObject(value)) {
    for (const key in value) {
      if (key.endsWith(".$")) checkDollarKey(value, key, language, at, problems);
      else if (!OWN_PATH.test(key)) checkTemplate(value[key], language, `${at}.${key}`, problems);
    }
  } else if (typeof value === "string") {
    checkText(value, language, at, problems);
  }
}

function checkDollarKey(value: Fields, key: string, language: QueryLanguage, at: string, problems: Problem[]): void {
  const name = key.slice(0, -2);
  if (language === "JSONata") {
    const message = `"${key}" is not evaluated in JSONata`;
    problems.push(warning("dollar-key-in-jsonata", `${at}.${key}`, message, `Write "${name}": "{% … %}".`));
    return;
  }
  if (Object.hasOwn(value, name)) {
    const message = `"${name}" is given, and "${key}" too`;
    problems.push(error("duplicate-key", `${at}.${name}`, message, "Keep one of them."));
  }
  const given = value[key];
  if (typeof given === "string") return;
  const message = `was ${shown(given)}; a key that ends in ".$" takes a path or an intrinsic function`;
  problems.push(error("wrong-type", `${at}.${key}`, message, `Write "${name}" for a plain value.`));
}

function checkText(value: string, language: QueryLanguage, at: string, problems: Problem[]): void {
  if (hasPlaceholder(value)) return;
  if (language === "JSONata" && LIKE_EXPRESSION.test(value) && !isExpression(value)) {
    const message = `${shown(value)} is not enclosed as an expression is`;
    problems.push(
      error("expression-delimiter", at, message, 'Begin it with "{%" and end it with "%}", without spaces around.'),
    );
  } else if (language === "JSONPath" && isExpression(value)) {
    const remedy = 'Set the state\'s QueryLanguage to "JSONata", or write a path under a key that ends in ".$".';
    problems.push(warning("jsonata-as-text", at, `${shown(value)} is sent as it stands`, remedy));
  } else if (language === "JSONata" && /^\s*\{%|%\}\s*$/.test(value) && !isExpression(value)) {
    const remedy = 'Begin it with "{%" and end it with "%}", with nothing around them.';
    problems.push(warning("jsonata-as-text", at, `${shown(value)} is sent as it stands`, remedy));
  } else if (PATH_OR_INTRINSIC.test(value)) {
    const remedy = language === "JSONata" ? 'Write it as "{% … %}".' : 'End the key in ".$" to have it evaluated.';
    problems.push(warning("path-as-text", at, `${shown(value)} is sent as it stands`, remedy));
  }
}

function checkStaticResult(value: Fields, at: string, problems: Problem[]): void {
  for (const key in value) {
    const inner = value[key];
    if (key.endsWith(".$") && typeof inner === "string") {
      const remedy = 'Use "Parameters", which is evaluated.';
      problems.push(warning("static-result", `${at}.${key}`, "a Result is passed on as it stands", remedy));
    } else if (isObject(inner)) checkStaticResult(inner, `${at}.${key}`, problems);
  }
}
