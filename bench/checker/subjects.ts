/** Definitions of this project's own that AWS would accept, together using everything that operators break. */
import type { Subject } from "./mutation";
import { endpointSubjects } from "./subjects/endpoints";
import { flowSubjects } from "./subjects/flow";
import { jobSubjects } from "./subjects/jobs";
import { jsonataSubjects } from "./subjects/jsonata";
import { languageSubjects } from "./subjects/language";
import { serviceSubjects } from "./subjects/services";

/** Every valid definition. */
export const subjects: readonly Subject[] = [
  ...jobSubjects,
  ...endpointSubjects,
  ...flowSubjects,
  ...jsonataSubjects,
  ...serviceSubjects,
  ...languageSubjects,
];
