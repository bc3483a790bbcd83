/** Instance types that SageMaker's jobs take, as AWS's service model lists them. */
import { integrationOf } from "../../asl/catalogue/catalogue";
import type { Shape } from "../../asl/catalogue/shape";

const PATHS = {
  createTrainingJob: ["ResourceConfig", "InstanceType"],
  createTransformJob: ["TransformResources", "InstanceType"],
  createProcessingJob: ["ProcessingResources", "ClusterConfig", "InstanceType"],
  createEndpointConfig: ["ProductionVariants", "InstanceType"],
} as const;

/** A call that takes an instance type. */
export type InstanceCall = keyof typeof PATHS;

/** The instance types that every one of the calls takes. `tools/serviceModel.py` brings those that AWS adds. */
export function instanceTypesOf(...calls: InstanceCall[]): string[] {
  const [first = [], ...others] = calls.map(typesOf);
  return first.filter((type) => others.every((types) => types.includes(type)));
}

function typesOf(call: InstanceCall): string[] {
  const input = integrationOf(`sagemaker:${call}`)?.shapes.input;
  const shape = PATHS[call].reduce<Shape | undefined>((at, member) => (at?.item ?? at)?.members?.[member], input);
  return shape?.enum ?? [];
}
