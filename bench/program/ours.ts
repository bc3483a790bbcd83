/** The program measured: pipelines as components, with their defaults. */
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";

/** Makes `count` pipelines. */
export function ours(count: number): void {
  for (let index = 0; index < count; index++) new MlTrainingPipeline(`pipeline-${index}`);
}
