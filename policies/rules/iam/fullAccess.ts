import * as v from "valibot";
import { auditManagedPolicyArn } from "../../../iam/audit/managedPolicies";
import { matchesGlob } from "../../reading/glob";
import { UNKNOWN } from "../../reading/resource";
import { unchecked } from "../../finding";
import { resourceRule } from "../../rule";
import { texts } from "../../settings";
import { found } from "./documentRule";
import { ATTACHMENT_TYPES, attachedArns } from "./documents";
import { POLICY } from "./machineRole";

/** Whether AWS's own wide policies are attached. */
export const fullAccess = resourceRule({
  name: "iam-full-access",
  description: "No AdministratorAccess, PowerUserAccess or *FullAccess policy of AWS is attached.",
  enforcementLevel: "mandatory",
  severity: "critical",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  remediation: "Grant what is called; `npx mlpipe permissions` derives it from a definition",
  types: [...ATTACHMENT_TYPES, POLICY],
  config: v.strictObject({ allow: texts([], "ARNs that may be attached; `*` stands for any text.") }),
  *check(resource, { allow }) {
    for (const { path, value, isSingle } of attachedArns(resource)) {
      if (value === UNKNOWN) {
        // Of a single one the stack may know more.
        if (!isSingle) yield unchecked(path);
        continue;
      }
      if (allow.some((pattern) => matchesGlob(pattern, String(value)))) continue;
      for (const finding of auditManagedPolicyArn(value, path)) yield found(finding, { path: "" });
    }
  },
  *checkStack(resources) {
    const own = new Set(resources.filter(({ type }) => type === POLICY).map(({ urn }) => urn));
    for (const resource of resources) {
      for (const { path, property, value, isSingle } of attachedArns(resource)) {
        if (value !== UNKNOWN || !isSingle) continue;
        // A policy that the stack makes is none of AWS's own, and its document is judged by itself.
        const sources = resource.madeFrom[property] ?? [];
        const isOwn = sources.length > 0 && sources.every((urn) => own.has(urn));
        if (!isOwn) yield { ...unchecked(path, "which policy is attached is not known yet"), urn: resource.urn };
      }
    }
  },
});
