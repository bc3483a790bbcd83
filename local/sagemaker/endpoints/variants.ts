/** The variants of an endpoint: what a config says of them, and what an endpoint says of those that serve. */
import type {
  CreateEndpointConfigInput,
  DesiredWeightAndCapacity,
  ProductionVariant,
  ProductionVariantSummary,
} from "@aws-sdk/client-sagemaker";

/** A variant that serves. */
export interface ServingVariant {
  variant: ProductionVariant;
  image: string;
  /** `http://127.0.0.1:PORT` of its model server. */
  address: string;
  /** The role of its model. */
  roleArn: string;
  /** Its share of the requests, against those of its siblings; of a shadow variant, against the production variant's. */
  weight: number;
  /** As SageMaker would run it; a local run has one server for each variant. Absent for serverless variants. */
  instances?: number;
}

/** A config's production variants, then its shadow variants. */
export function variantsIn(config: CreateEndpointConfigInput): ProductionVariant[] {
  return [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])];
}

/** A variant that has just begun to serve. */
export function servingVariant(
  variant: ProductionVariant,
  server: Pick<ServingVariant, "image" | "address" | "roleArn">,
): ServingVariant {
  const { InitialVariantWeight = 1, InitialInstanceCount } = variant;
  return {
    ...server,
    ...{ variant, weight: InitialVariantWeight },
    ...(InitialInstanceCount !== undefined && { instances: InitialInstanceCount }),
  };
}

/** Sets weights and instance counts; variants that are not named keep theirs. */
export function setWeights(serving: readonly ServingVariant[], desired: readonly DesiredWeightAndCapacity[]): void {
  for (const one of serving) {
    const { DesiredWeight, DesiredInstanceCount } =
      desired.find(({ VariantName }) => VariantName === one.variant.VariantName) ?? {};
    if (DesiredWeight !== undefined) one.weight = DesiredWeight;
    if (DesiredInstanceCount !== undefined) one.instances = DesiredInstanceCount;
  }
}

/** What DescribeEndpoint says of a variant: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantSummary.html */
export function summaryOf({ variant, image, weight, instances }: ServingVariant): ProductionVariantSummary {
  const { VariantName, ServerlessConfig } = variant;
  return {
    VariantName,
    DeployedImages: [{ SpecifiedImage: image, ResolvedImage: image }],
    CurrentWeight: weight,
    DesiredWeight: weight,
    ...(instances !== undefined && { CurrentInstanceCount: instances, DesiredInstanceCount: instances }),
    ...(ServerlessConfig && { CurrentServerlessConfig: ServerlessConfig, DesiredServerlessConfig: ServerlessConfig }),
  };
}
