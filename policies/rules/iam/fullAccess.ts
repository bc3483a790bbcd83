import * as v from "valibot";
import { auditManagedPolicyArn } from "../../../iam/audit/managedPolicies";
import { matchesGlob } from "../../reading/glob";
import { UNKNOWN } from "../../reading/resource";
import { unchecked } from "../../finding";
import { resourceRule } from "../../rule";
import { texts } from "../../settings";
import { found } from "./documentRule";
import { ATTACHMENT_TYPES, attachedArns } from "./documents";

/** Whether AWS's own wide policies are attached. */
export const fullAccess = resourceRule({
  name: "iam-full-access",
  description: "No AdministratorAccess, PowerUserAccess or *FullAccess policy of AWS is attached.",
  enforcementLevel: "mandatory",
  severity: "critical",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  remediation: "Grant what is called; `npx mlpipe permissions` derives it from a definition",
  types: ATTACHMENT_TYPES,
  config: v.strictObject({ allow: texts([], "ARNs that may be attached; `*` stands for any text.") }),
  *check(resource, { allow }) {
    for (const { path, value } of attachedArns(resource)) {
      if (value === UNKNOWN) {
        yield unchecked(path);
        continue;
      }
      if (allow.some((pattern) => matchesGlob(pattern, String(value)))) continue;
      for (const finding of auditManagedPolicyArn(value, path)) yield found(finding, { path: "" });
    }
  },
});
