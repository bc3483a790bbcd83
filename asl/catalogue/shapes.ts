/** Reads the shapes that tools/serviceModel.py writes from botocore's service models, a service at a time. */
import type { OperationShapes, Shape } from "./shape";

/** A shape as it is stored: others by reference (`#Name`, or the name of a type without limits). */
export type StoredShape = Omit<Shape, "members" | "item" | "key" | "value"> & {
  members?: Record<string, string>;
  item?: string;
  key?: string;
  value?: string;
};

interface StoredModel {
  /** The version of botocore. */
  source: string;
  operations: Record<string, Record<keyof OperationShapes, string>>;
  shapes: Record<string, StoredShape>;
}

const models = new Map<string, (api: string) => OperationShapes>();

/**
 * The shapes of one API.
 *
 * @param service as its file is called: `sagemaker`
 * @param api `createTrainingJob`
 * @throws Error when there is no such file or API: a fault of the catalogue
 */
export function shapesOf(service: string, api: string): OperationShapes {
  let read = models.get(service);
  if (read === undefined) {
    // Not an import: a definition that calls one service loads the shapes of that one alone.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    read = modelReader(require(`./shapes/${service}.json`) as StoredModel);
    models.set(service, read);
  }
  return read(api);
}

function modelReader({ operations, shapes }: StoredModel): (api: string) => OperationShapes {
  const resolve = shapeResolver(shapes);
  return (api) => {
    const operation = operations[api];
    if (operation === undefined) throw new Error(`the catalogue lacks the shapes of ${api}`);
    return Object.fromEntries(
      Object.entries(operation).map(([direction, reference]) => [direction, resolve(reference)]),
    ) as unknown as OperationShapes;
  };
}

/** What a reference stands for, each shape made once. */
export function shapeResolver(shapes: Record<string, StoredShape>): (reference: string) => Shape {
  const resolved = new Map<string, Shape>();
  const resolve = (reference: string): Shape => {
    const known = resolved.get(reference);
    if (known !== undefined) return known;
    const stored = reference.startsWith("#") ? shapes[reference.slice(1)] : { type: reference as Shape["type"] };
    if (stored === undefined) throw new Error(`the catalogue lacks the shape ${reference}`);
    const { members, item, key, value, ...rest } = stored;
    const shape: Shape = { ...rest };
    // Known before its parts are, since it may be among them.
    resolved.set(reference, shape);
    if (members !== undefined) {
      shape.members = Object.fromEntries(Object.entries(members).map(([name, part]) => [name, resolve(part)]));
    }
    if (item !== undefined) shape.item = resolve(item);
    if (key !== undefined) shape.key = resolve(key);
    if (value !== undefined) shape.value = resolve(value);
    return shape;
  };
  return resolve;
}
