/** What SageMaker says of the jobs behind states while they run. */
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { StateVisit } from "./historyStates";

/** How a job stands. */
export interface JobProgress {
  /** SageMaker's own words: `Downloading`, `Training`. */
  status: string;
  /** Last values of the metrics that it has written. */
  metrics: Record<string, number>;
}

/** Asks for a state's job; undefined for states without one that can be asked for. */
export async function jobProgress(client: SageMakerClient, visit: StateVisit): Promise<JobProgress | undefined> {
  const { api = "", job } = visit;
  const operation = /^sagemaker:create(\w+?)(\.sync)?$/.exec(api)?.[1];
  if (job === undefined || operation === undefined || !(operation in DESCRIBE)) return undefined;
  return DESCRIBE[operation as keyof typeof DESCRIBE](client, job);
}

const DESCRIBE = {
  async TrainingJob(client: SageMakerClient, TrainingJobName: string): Promise<JobProgress> {
    const { DescribeTrainingJobCommand } = await import("@aws-sdk/client-sagemaker");
    const { SecondaryStatus, TrainingJobStatus, FinalMetricDataList } = await client.send(
      new DescribeTrainingJobCommand({ TrainingJobName }),
    );
    const metrics = (FinalMetricDataList ?? []).flatMap(({ MetricName, Value }) =>
      MetricName === undefined || Value === undefined ? [] : [[MetricName, Value] as const],
    );
    return { status: SecondaryStatus ?? TrainingJobStatus ?? "", metrics: Object.fromEntries(metrics) };
  },
  async ProcessingJob(client: SageMakerClient, ProcessingJobName: string): Promise<JobProgress> {
    const { DescribeProcessingJobCommand } = await import("@aws-sdk/client-sagemaker");
    const { ProcessingJobStatus = "" } = await client.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
    return { status: ProcessingJobStatus, metrics: {} };
  },
  async TransformJob(client: SageMakerClient, TransformJobName: string): Promise<JobProgress> {
    const { DescribeTransformJobCommand } = await import("@aws-sdk/client-sagemaker");
    const { TransformJobStatus = "" } = await client.send(new DescribeTransformJobCommand({ TransformJobName }));
    return { status: TransformJobStatus, metrics: {} };
  },
  async HyperParameterTuningJob(client: SageMakerClient, name: string): Promise<JobProgress> {
    const { DescribeHyperParameterTuningJobCommand } = await import("@aws-sdk/client-sagemaker");
    const described = await client.send(
      new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }),
    );
    const { Completed = 0, InProgress = 0 } = described.TrainingJobStatusCounters ?? {};
    const best = described.BestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric;
    return {
      status: `${Completed} trials done, ${InProgress} running`,
      metrics: best?.MetricName === undefined || best.Value === undefined ? {} : { [best.MetricName]: best.Value },
    };
  },
};
