/** A statement of any policy, in one shape. */
import type { ConditionTest } from "./conditionTest";
import type { Part } from "./policyText";

/** Who a statement is about. */
export interface Principal extends Part {
  /** `*` alone, which is the same as `{"AWS": "*"}`, is of the kind AWS. */
  kind: "AWS" | "Service" | "Federated" | "CanonicalUser";
}

/** What a statement lists: members of `Action` and the like. Empty when it has no such element. */
export interface PolicyStatement {
  /** `Statement[0]`. */
  path: string;
  effect: "Allow" | "Deny";
  actions: Part[];
  notActions: Part[];
  resources: Part[];
  notResources: Part[];
  principals: Principal[];
  notPrincipals: Principal[];
  conditions: ConditionTest[];
}

/** What a document is for: permissions of an identity, who may assume a role, or who may use a resource. */
export type PolicyKind = "identity" | "trust" | "resource";
