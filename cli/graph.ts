/** `mlpipe graph`: a picture of a definition. */
import { writeFileSync } from "node:fs";
import type { StateMachineDefinition } from "../asl/definition";
import type { DrawnStatus } from "../asl/draw/drawnStatus";
import { readDefinition } from "../asl/read/readDefinition";
import { walkGraphs, walkStates } from "../asl/walk";
import { UserError } from "../local/userError";
import { located, tryInput } from "./definitionInput";
import type { ExecutionCommandOptions } from "./executions/commandSurroundings";
import { EXIT } from "./exitCodes";

/** The command's options, as the command line has them. */
export interface GraphCommandOptions extends ExecutionCommandOptions {
  /** A file's path, or `-`. */
  svg?: string;
  mermaid?: boolean;
  /** Whose states are coloured. */
  execution?: string;
}

/** Larger ones take minutes, and nobody could read them. */
const MAX_STATES = { svg: 2000, mermaid: 20_000 };

/** Branches inside branches: pictures are drawn level by level, each by a call inside the last. */
const MAX_LEVELS = 200;

/** @returns the exit code: 2 when the file cannot be read, 1 when it cannot be drawn, else 0 */
export async function graphCommand(file: string | undefined, options: GraphCommandOptions): Promise<number> {
  const { svg, execution } = options;
  if (execution === undefined) {
    if (file === undefined)
      throw new UserError("There is nothing to draw.", "Give a definition's file, or --execution.");
    return draw(file, await tryInput(file), svg);
  }
  const { executionStatuses } = await import("./executions/executionStatuses.js");
  const { name, definition, statuses } = await executionStatuses(execution, options);
  return file === undefined
    ? draw(name, readDefinition(definition, { format: "JSON" }), svg, statuses)
    : draw(file, await tryInput(file), svg, statuses);
}

/** Draws what was read, or says why not. */
async function draw(
  file: string,
  input: Awaited<ReturnType<typeof tryInput>>,
  svg: string | undefined,
  statuses?: Record<string, DrawnStatus>,
): Promise<number> {
  if ("unreadable" in input) {
    process.stderr.write(`${located(file, input.unreadable)}\n`);
    return EXIT.wrongUse;
  }
  for (const duplicate of input.duplicates) {
    process.stderr.write(`${located(file, { ...duplicate, ...input.positionOf(duplicate.path) }, "warning")}\n`);
  }
  const refusal = notDrawable(input.definition, svg === undefined ? "mermaid" : "svg");
  if (refusal !== undefined) {
    process.stderr.write(`${located(file, { code: "not-drawable", ...refusal })}\n`);
    return EXIT.failed;
  }
  const definition = input.definition as unknown as StateMachineDefinition;
  const shown = statuses && { statuses };
  if (svg === undefined) {
    const { toMermaid } = await import("../asl/draw/mermaid.js");
    process.stdout.write(toMermaid(definition, shown));
  } else {
    const { toSvg } = await import("../asl/draw/svg.js");
    write(svg, toSvg(definition, shown));
  }
  return EXIT.done;
}

function notDrawable(definition: unknown, kind: "svg" | "mermaid"): { message: string; remedy: string } | undefined {
  const states = [...walkStates(definition)].length;
  if (states === 0) return { message: "it has no states", remedy: 'Give it "States".' };
  if (states > MAX_STATES[kind]) {
    const remedy = kind === "svg" ? "Draw a part of it, or a Mermaid flowchart." : "Draw a part of it.";
    return { message: `it has ${states} states, and at most ${MAX_STATES[kind]} are drawn`, remedy };
  }
  const levels = deepest(definition);
  if (levels <= MAX_LEVELS) return undefined;
  const message = `its states are nested ${levels} levels deep, and at most ${MAX_LEVELS} are drawn`;
  return { message, remedy: "Draw a part of it." };
}

/** How many Parallels and Maps are around the innermost state. */
function deepest(definition: unknown): number {
  const levels = new Map<unknown, number>();
  let most = 0;
  for (const { graph, parent } of walkGraphs(definition)) {
    const level = parent === undefined ? 0 : levels.get(parent.graph)! + 1;
    levels.set(graph, level);
    most = Math.max(most, level);
  }
  return most;
}

function write(path: string, svg: string): void {
  if (path === "-") {
    process.stdout.write(svg);
    return;
  }
  try {
    writeFileSync(path, svg);
  } catch (error) {
    throw new UserError(`${path} cannot be written: ${(error as Error).message}`, "Give --svg another path.");
  }
}
