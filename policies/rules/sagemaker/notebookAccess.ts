import * as v from "valibot";
import { judge, said } from "../../reading/resource";
import { resourceRule } from "../../rule";
import { flag } from "../../settings";
import { NOTEBOOK } from "./resources";

/** Whether notebooks are open to the internet, or their users root. */
export const notebookAccess = resourceRule({
  name: "sagemaker-notebook-access",
  description: "Notebook instances have no direct internet access, and their users are not root.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html",
  remediation: "Set directInternetAccess and rootAccess to Disabled, and give a subnetId",
  types: [NOTEBOOK],
  config: v.strictObject({
    allowInternet: flag(false, "Whether a notebook may reach the internet directly."),
    allowRoot: flag(false, "Whether a notebook's users may be root."),
  }),
  *check(resource, { allowInternet, allowRoot }) {
    // Both are Enabled when they are not given.
    const disabled = (value: unknown) => (value === "Disabled" ? undefined : `was ${said(value)}; allowed: Disabled`);
    if (!allowInternet) yield* judge(resource, "directInternetAccess", disabled);
    if (!allowRoot) yield* judge(resource, "rootAccess", disabled);
  },
});
