import type { RuleCase } from "./case";
import { iamCases } from "./iam";
import { otherCases } from "./others";
import { sagemakerCases } from "./sagemaker";
import { sagemakerProtectionCases } from "./sagemakerProtection";

/** Every case of every rule. */
export const allCases: RuleCase[] = [...iamCases, ...sagemakerCases, ...sagemakerProtectionCases, ...otherCases];
