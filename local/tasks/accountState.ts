/** What an account holds before any execution. */
import type { Environment } from "../../iam/document";
import { Callbacks } from "../interpreter/callbacks";
import type { RegisteredResource } from "../program";
import { modelRegistry } from "../sagemaker/registry/modelRegistry";
import type { AccountState } from "./scope";

/** Nothing but what the program registers. */
export function accountState(resources: readonly RegisteredResource[], environment: Environment): AccountState {
  return {
    ...{ jobs: new Map(), models: new Map(), endpointConfigs: new Map(), endpoints: new Map() },
    ...{ registry: modelRegistry(resources, environment), scalableTargets: new Map(), callbacks: new Callbacks() },
  };
}
