import type { RuleCase } from "./case";
import { exactnessCases } from "./exactness";
import { iamCases } from "./iam";
import { otherCases } from "./others";
import { sagemakerCases } from "./sagemaker";
import { sagemakerProtectionCases } from "./sagemakerProtection";

/** Every case of every rule. */
export const allCases: RuleCase[] = [
  ...exactnessCases,
  ...iamCases,
  ...sagemakerCases,
  ...sagemakerProtectionCases,
  ...otherCases,
];
