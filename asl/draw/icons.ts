/** Small line drawings, one for each kind of state and family of services, on a 24 x 24 grid. */
import type { GraphNode } from "./graph";

/** An icon: the path to stroke, and the colour class of its tile. */
export interface Icon {
  path: string;
  colour: "compute" | "learning" | "storage" | "messages" | "data" | "flow" | "good" | "bad";
}

const cube: Icon = {
  path: "M12 4.5l6.5 3.75v7.5L12 19.5l-6.5-3.75v-7.5zM12 12l6.5-3.75M12 12v7.5M12 12L5.5 8.25",
  colour: "flow",
};
const lambda: Icon = { path: "M7 5h3l6.5 14H19M11.3 10.5L6.5 19", colour: "compute" };
const chip: Icon = {
  path: "M7 7h10v10H7zM10 4v3M14 4v3M10 17v3M14 17v3M4 10h3M4 14h3M17 10h3M17 14h3",
  colour: "compute",
};
const network: Icon = {
  path: "M12 12L6.5 7M12 12l5.5-5M12 12l-5.5 5M12 12l5.5 5M12 12h.01M4 6a2 2 0 1 0 4 0 2 2 0 1 0-4 0M16 6a2 2 0 1 0 4 0 2 2 0 1 0-4 0M4 18a2 2 0 1 0 4 0 2 2 0 1 0-4 0M16 18a2 2 0 1 0 4 0 2 2 0 1 0-4 0M10 12a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  colour: "learning",
};
const cylinder = "M5 7c0-3.3 14-3.3 14 0v10c0 3.3-14 3.3-14 0zM5 7c0 3.3 14 3.3 14 0M5 12c0 3.3 14 3.3 14 0";
const storage: Icon = { path: cylinder, colour: "storage" };
const data: Icon = { path: cylinder, colour: "data" };
const message: Icon = { path: "M4 7h16v11H4zM4 7.5l8 6 8-6", colour: "messages" };
const execution: Icon = { path: "M4 5h7v5H4zM13 14h7v5h-7zM7.5 10v6.5H13", colour: "messages" };
const person: Icon = { path: "M9 8a3 3 0 1 0 6 0 3 3 0 1 0-6 0M5 19c0-7 14-7 14 0z", colour: "messages" };

const byService: Record<string, Icon> = {
  lambda,
  sagemaker: network,
  sagemakerruntime: network,
  bedrock: network,
  bedrockruntime: network,
  s3: storage,
  dynamodb: data,
  athena: data,
  batch: chip,
  ecs: chip,
  eks: chip,
  codebuild: chip,
  elasticmapreduce: chip,
  "emr-containers": chip,
  "emr-serverless": chip,
  glue: chip,
  sns: message,
  sqs: message,
  events: message,
  eventbridge: message,
  states: execution,
  sfn: execution,
  activity: person,
};

const byKind: Record<GraphNode["kind"], Icon> = {
  Task: cube,
  Pass: { path: "M5 12h14M13.5 6.5L19 12l-5.5 5.5", colour: "flow" },
  Choice: { path: "M12 4l8 8-8 8-8-8zM12 9v3.5M12 15.5v.01", colour: "flow" },
  Wait: { path: "M4.5 12a7.5 7.5 0 1 0 15 0 7.5 7.5 0 1 0-15 0M12 7.5V12l3 2.5", colour: "flow" },
  Succeed: { path: "M5 12.5l5 5 9-10.5", colour: "good" },
  Fail: { path: "M6.5 6.5l11 11M17.5 6.5l-11 11", colour: "bad" },
  Parallel: { path: "M7 5v14M12 5v14M17 5v14", colour: "flow" },
  Map: { path: "M4.5 9h10.5v10.5H4.5zM8 9V5h11.5v11.5H15", colour: "flow" },
  Missing: { path: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.01", colour: "bad" },
  Unknown: { path: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.01", colour: "bad" },
};

/** The icon of a state: its service's for a Task, else its type's. */
export function iconOf(node: GraphNode): Icon {
  return byService[node.service] ?? byKind[node.kind];
}
