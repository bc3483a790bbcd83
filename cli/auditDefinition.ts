/** The part of `mlpipe audit` that holds documents to a definition. */
import type { StateMachineDefinition } from "../asl/definition";
import { type Comparison, compareWithDefinition, type Entry } from "../iam/audit/exactness";
import { IamError } from "../iam/iamError";
import { permissionsFor } from "../iam/permissionsFor";
import { mayColour, painter } from "../local/progress";
import { UserError } from "../local/userError";
import { displayName, located, tryInput } from "./definitionInput";
import { environmentFrom, type EnvironmentOptions } from "./environment";
import type { PolicyText } from "./policyInput";

/** How some documents differ from what a definition needs. */
interface Compared {
  json: Pick<Comparison, "lacking" | "excess">;
  isAny: boolean;
  print: () => void;
}

/** Holds documents to a definition. */
export interface Difference {
  between: (documents: (PolicyText & { file: string })[]) => Compared;
}

/** @throws UserError when the definition cannot be read, or its permissions cannot be derived: with each reason */
export async function readDifference(file: string, options: EnvironmentOptions): Promise<Difference> {
  const environment = environmentFrom(options);
  const input = await tryInput(file);
  if ("unreadable" in input) throw new UserError(located(file, input.unreadable), "Give --definition a definition.");
  const { definition, positionOf } = input;
  const machine = definition as unknown as StateMachineDefinition;
  const derivation = options.role === undefined ? {} : { roles: options.role };
  try {
    permissionsFor(machine, environment, derivation);
  } catch (error) {
    if (!(error instanceof IamError)) throw error;
    const reasons = error.problems.map(({ path, message }) =>
      located(file, { ...positionOf(path), code: "not-derivable", message, remedy: path }),
    );
    throw new UserError(reasons.join("\n"), "Its permissions cannot be derived, so nothing can be held to them.");
  }
  return {
    between: (documents) => {
      const given = documents.map(({ document }) => document);
      const { lacking, excess } = compareWithDefinition(given, machine, environment, derivation);
      return {
        json: { lacking, excess },
        isAny: lacking.length + excess.length > 0,
        print: () => {
          const paint = painter(mayColour(process.stdout));
          const write = (
            entry: Entry,
            place: { file: string; line: number; column: number },
            what: "lacking" | "excess",
          ) => {
            const { action, resource, reason, states } = entry;
            const message = `${action} on ${resource}: ${reason}`;
            const head = located(
              place.file,
              { ...place, code: what === "lacking" ? "not-granted" : "not-needed", message, remedy: "" },
              paint("red", what),
            );
            process.stdout.write(`${[head, ...states.map((state) => `    ${paint("bold", state)}`)].join("\n")}\n`);
          };
          for (const entry of lacking) write(entry, { file, ...positionOf(entry.states[0] ?? "") }, "lacking");
          for (const entry of excess) {
            const [, index = "0", path = ""] = /^\[(\d+)\]\.?(.*)$/s.exec(entry.path ?? "") ?? [];
            const text = documents[Number(index)]!;
            write(entry, { file: text.file, ...text.positionOf(path) }, "excess");
          }
          const counts =
            lacking.length + excess.length === 0
              ? paint("green", "just what it needs")
              : `${lacking.length} lacking, ${excess.length} too much`;
          process.stdout.write(`${displayName(file)}: ${counts}\n`);
        },
      };
    },
  };
}
