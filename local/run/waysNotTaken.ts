/** Tells what a role has for ways that a run did not take from what nothing needs. */
import { walkStates } from "../../asl/walk";
import type { Environment } from "../../iam/document";
import { IamError } from "../../iam/iamError";
import { permissionsByState } from "../../iam/permissionsFor";
import { matchesPattern } from "../../iam/wildcards";
import type { IamTally } from "../runResult";
import type { LocalMachine } from "./machines";

type Entry = IamTally["roles"][number]["granted"][number];

/**
 * The tally with the entries that states of the definition need which the run did not come to (a rollback, an update of what is
 * there already) apart from those that no state needs.
 *
 * @param visited names of the states that the run came to
 */
export function withWaysNotTaken(
  tally: IamTally,
  { definition, roleArn }: LocalMachine,
  visited: ReadonlySet<string>,
  environment: Environment,
): IamTally {
  const needed = entriesOfStates(definition, visited, environment);
  const roles = tally.roles.map((role) => {
    if (role.role !== roleArn) return role;
    const isNotTaken = (entry: Entry) => needed.some((other) => covers(other, entry));
    return {
      ...role,
      unused: role.unused.filter((entry) => !isNotTaken(entry)),
      notTaken: role.unused.filter(isNotTaken),
    };
  });
  const total = (count: (role: (typeof roles)[number]) => number) => roles.reduce((sum, role) => sum + count(role), 0);
  return {
    ...tally,
    roles,
    unused: total(({ unused }) => unused.length),
    notTaken: total(({ notTaken }) => notTaken.length),
  };
}

/** What the states that were not visited need. */
function entriesOfStates(
  definition: LocalMachine["definition"],
  visited: ReadonlySet<string>,
  environment: Environment,
): Entry[] {
  const names = new Map(Array.from(walkStates(definition), ({ path, name }) => [path, name]));
  try {
    return permissionsByState(definition, environment)
      .filter(({ path }) => !visited.has(names.get(path) ?? ""))
      .flatMap(({ statements }) => statements)
      .flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((resource) => ({ action, resource }))),
      );
  } catch (error) {
    // A definition whose permissions cannot be derived: its role was written by hand, and all of it is looked at.
    if (error instanceof IamError) return [];
    throw error;
  }
}

/** Equal, or one of what a pattern of the role stands for. */
function covers(needed: Entry, granted: Entry): boolean {
  return needed.action === granted.action && matchesPattern(granted.resource, needed.resource);
}
