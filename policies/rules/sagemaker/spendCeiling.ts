import * as v from "valibot";
import { spendCeiling as ceilingOf, type Unbounded } from "../../../asl/spend/spendCeiling";
import { judgeDefinition, STATE_MACHINE } from "../../reading/definition";
import { violation } from "../../finding";
import { resourceRule } from "../../rule";
import { atLeast, numberByName, texts } from "../../settings";

/** Causes that have a rule of their own, or that are outside of an execution. */
const DEFAULT_UNBOUNDED: Unbounded["cause"][] = ["server", "execution"];

/** The most that one execution can use. */
export const spendCeiling = resourceRule({
  name: "sagemaker-spend-ceiling",
  description: "The most instance-hours, and money where prices are given, that one execution can use is bounded.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/sagemaker/latest/dg/inference-cost-optimization.html",
  remediation: "Lower instances, run time, retries or the items of a Map, or raise this rule's ceiling",
  types: [STATE_MACHINE],
  config: v.strictObject({
    maxInstanceHours: atLeast(
      0,
      1500,
      "Most instance-hours of one execution, over its most expensive way, retries included.",
    ),
    maxMoney: atLeast(0, 0, "Most money of one execution, in the currency of `prices`; 0 for no limit."),
    prices: numberByName({}, "Price of an instance-hour by instance type; without prices money is not looked at."),
    mapItems: atLeast(
      0,
      0,
      "Items to count for a Map whose definition does not say how many; 0 for none: such a Map has no ceiling.",
    ),
    allowUnbounded: texts(
      DEFAULT_UNBOUNDED,
      "What may be without a bound: runtime, count, map, loop, execution (of another state machine), server (endpoints), price.",
    ),
  }),
  check: (resource, { maxInstanceHours, maxMoney, prices, mapItems, allowUnbounded }) =>
    judgeDefinition(resource, function* (definition) {
      const withPrices = Object.keys(prices).length > 0;
      const ceiling = ceilingOf(definition, { ...(withPrices && { prices }), ...(mapItems > 0 && { mapItems }) });
      for (const { path, reason, cause } of ceiling.unbounded) {
        if (!allowUnbounded.includes(cause)) yield violation(`definition.${path}`, `no ceiling: ${reason}`);
      }
      const { instanceHours, money = 0, byState } = ceiling;
      if (instanceHours > maxInstanceHours) {
        const most = [...byState].sort((a, b) => b.instanceHours - a.instanceHours).slice(0, 3);
        const states = most.map((state) => `${state.path} ${rounded(state.instanceHours)}`).join(", ");
        const message = `one execution can use ${rounded(instanceHours)} instance-hours; at most ${maxInstanceHours} are allowed; most of it: ${states}`;
        yield violation("definition", message);
      }
      if (maxMoney > 0 && money > maxMoney) {
        yield violation("definition", `one execution can cost ${rounded(money)}; at most ${maxMoney} is allowed`);
      }
    }),
});

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
