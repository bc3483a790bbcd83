/** One thing that a job does with its role, as it is granted and as it is called. */

/** Actions on resources, with the condition under which they are granted and the context with which they are called. */
export interface JobNeed {
  actions: string[];
  /** ARNs, with `*` for what is made when the job runs. */
  resources: string[];
  /** Why `resources` have a `*`, when it is not that a parameter is unknown. */
  wide?: string;
  /** What AWS puts in a call's request where it differs from `resources`. */
  calledOn?: string[];
  /** Condition key -> value, with the operator that compares them. */
  condition?: { operator: string; key: string; value: string };
  source: string;
}
