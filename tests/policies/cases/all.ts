import type { RuleCase } from "./case";
import { otherCases } from "./others";
import { sagemakerCases } from "./sagemaker";

/** Every case of every rule. */
export const allCases: RuleCase[] = [...sagemakerCases, ...otherCases];
