/** Fields that take a value of one type. */
import type { IntrinsicType } from "../../expression/intrinsicFunctions";
import { error } from "../problem";
import type { Data } from "./data";
import { mayBe } from "./intrinsicCalls";
import { fieldData } from "./jsonataFields";
import { described } from "./lookup";
import { readPathText } from "./pathReads";
import type { Report, Scope } from "./scope";

/** A path to a number: `SecondsPath`. */
export function numberField(value: unknown, scope: Scope, at: string): void {
  if (typeof value === "string")
    demand(readPathText(value, scope, at, { reference: true }), "number", scope.report, at);
}

/** A path to a number, or to text that holds one: `MaxConcurrencyPath`. */
export function numeralField(value: unknown, scope: Scope, at: string): void {
  if (typeof value !== "string") return;
  const data = readPathText(value, scope, at, { reference: true });
  const mayBeNumeral = data.kind === "string" && (data.values?.some((text) => !Number.isNaN(Number(text))) ?? true);
  if (!mayBeNumeral) demand(data, "number", scope.report, at);
}

/** A path to text: `TimestampPath`. */
export function textField(value: unknown, scope: Scope, at: string): void {
  if (typeof value === "string")
    demand(readPathText(value, scope, at, { reference: true }), "string", scope.report, at);
}

/** A JSONata field of one type; what is written out is the structural check's to judge. */
export function jsonataField(value: unknown, type: IntrinsicType, scope: Scope, at: string): void {
  if (typeof value === "string") {
    const data = fieldData(value, scope, at);
    if (value.startsWith("{%")) demand(data, type, scope.report, at);
  }
}

/** Reports a value that is certainly of another type. */
export function demand(data: Data, type: IntrinsicType, report: Report, at: string): void {
  if (mayBe(data, type)) return;
  const name = {
    string: "text",
    number: "a number",
    boolean: "true or false",
    list: "a list",
    object: "an object",
    any: "",
  }[type];
  report(error("wrong-value-type", at, `the expression gives ${described(data)}`, `This field takes ${name}.`));
}
