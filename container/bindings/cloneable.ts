/** Objects of bindings that can go to another thread: each class says how it is written and read. */

/** What stands for such an object: the name of its class, and plain data. */
export interface Clone {
  kind: string;
  data: unknown;
}

interface Way {
  kind: string;
  /** The object itself goes, and is of no use here any more. */
  isTransferred: boolean;
  write(object: object): unknown;
}

const way = Symbol('way into another thread');
const readers = new Map<string, (data: unknown) => object>();

/** What a class of a binding's is to others. */
type Class<Kind extends object> = { prototype: Kind };

/** Lets the objects of a class be cloned, or transferred, into another thread. */
export function cloneable<Kind extends object, Data>(
  { prototype }: Class<Kind>,
  kind: string,
  write: (object: Kind) => Data,
  read: (data: Data) => Kind,
  isTransferred = false,
): void {
  const value: Way = { kind, isTransferred, write: (object) => write(object as Kind) };
  Object.defineProperty(prototype, way, { value });
  readers.set(kind, (data) => read(data as Data));
}

const wayOf = (object: object): Way | undefined => (object as { [way]?: Way })[way];

/** Whether an object is of such a class. */
export const isCloneable = (object: object): boolean => wayOf(object) !== undefined;

/** Whether it goes instead of being cloned. */
export const isTransferred = (object: object): boolean => wayOf(object)?.isTransferred === true;

/** What stands for an object; null for one of another class. */
export function writeClone(object: object): Clone | null {
  const found = wayOf(object);
  return found ? { kind: found.kind, data: found.write(object) } : null;
}

/** The object that was written. */
export function readClone({ kind, data }: Clone): object {
  const read = readers.get(kind);
  if (!read) throw new Error(`Nothing reads a ${kind} that another thread has written`);
  return read(data);
}
