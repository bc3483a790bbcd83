/** Starts the policy pack: `pulumi preview --policy-pack policies`. */
import { PolicyPack } from "@pulumi/policy";
import { refuseWrongConfig } from "./configGuard";
import { policiesOf } from "./pack";
import { readPropertiesOnce } from "./readOnce";
import { rules } from "./rules";

refuseWrongConfig(rules);
readPropertiesOnce();

new PolicyPack("sagemaker-pipelines-policies", { policies: policiesOf(rules) });
