/**
 * What a process sends is looked at by hand and not by a schema, for this runs with every call of every process. What
 * the messages and calls carry is said with these.
 */
export type Check = (value: unknown) => boolean;

export const isText: Check = (value) => typeof value === 'string';
export const isBoolean: Check = (value) => typeof value === 'boolean';
export const isInteger: Check = (value) => Number.isSafeInteger(value);
export const isNumber: Check = (value) => Number.isFinite(value);
export const isBytes: Check = (value) => value instanceof Uint8Array;
export const isPort: Check = (value) => value instanceof MessagePort;
export const isSharedMemory: Check = (value) => value instanceof SharedArrayBuffer;
export const isEnd: Check = (value) => value === 0 || value === 1;

export const isList =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** An object whose fields all are what `check` asks for. */
export const isRecord =
  (check: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every(check);

/** An object with these fields at least. */
export const hasFields =
  (fields: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([field, check]) => check((value as Record<string, unknown>)[field]));

export const isNullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
