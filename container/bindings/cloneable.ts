/** Objects of bindings that can be cloned into another thread: each class says how it is written and read. */

/** What stands for such an object: the name of its class, and plain data. */
export interface Clone {
  kind: string;
  data: unknown;
}

/** The method of a cloneable object that answers its data. */
const cloneData = Symbol('clone data');

const readers = new Map<string, (data: never) => object>();

/** Makes the objects of a class cloneable. */
export function cloneable<Data>(kind: string, prototype: object, write: (object: never) => Data, read: (data: Data) => object): void {
  Object.defineProperty(prototype, cloneData, {
    value(this: never): Clone {
      return { kind, data: write(this) };
    },
  });
  readers.set(kind, read);
}

/** Whether an object is of such a class. */
export const isCloneable = (object: object): boolean => cloneData in object;

/** What stands for an object; null for one that is not cloneable. */
export function writeClone(object: object): Clone | null {
  const write = (object as { [cloneData]?: () => Clone })[cloneData];
  return typeof write === 'function' ? write.call(object) : null;
}

/** The object that was written. */
export function readClone({ kind, data }: Clone): object {
  const read = readers.get(kind);
  if (!read) throw new Error(`Nothing reads a ${kind} that another thread has written`);
  return read(data as never);
}
