/** Every way in which definitions are broken. */
import type { Operator } from "./mutation";
import { apiOperators } from "./operators/api";
import { choiceOperators } from "./operators/choice";
import { dataflowOperators } from "./operators/dataflow";
import { errorHandlingOperators } from "./operators/errorHandling";
import { expressionOperators } from "./operators/expressions";
import { graphOperators } from "./operators/graph";
import { languageOperators } from "./operators/languages";
import { limitOperators } from "./operators/limits";
import { parameterOperators } from "./operators/parameters";
import { sizeOperators } from "./operators/size";
import { structureOperators } from "./operators/structure";

/** Every operator, those of one class together. */
export const operators: readonly Operator[] = [
  ...structureOperators,
  ...graphOperators,
  ...errorHandlingOperators,
  ...choiceOperators,
  ...apiOperators,
  ...parameterOperators,
  ...limitOperators,
  ...expressionOperators,
  ...dataflowOperators,
  ...languageOperators,
  ...sizeOperators,
];
