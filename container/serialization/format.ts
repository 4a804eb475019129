/** V8's format of serialized values, version 15 (src/objects/value-serializer.cc): one byte says what follows. */

export const VERSION = 15;

export const TAG = {
  version: 0xff,
  padding: 0,
  undefined: 0x5f, // _
  null: 0x30, // 0
  true: 0x54, // T
  false: 0x46, // F
  int32: 0x49, // I
  uint32: 0x55, // U
  double: 0x4e, // N
  bigint: 0x5a, // Z
  oneByteString: 0x22, // "
  twoByteString: 0x63, // c
  utf8String: 0x53, // S
  reference: 0x5e, // ^
  object: 0x6f, // o
  endObject: 0x7b, // {
  denseArray: 0x41, // A
  endDenseArray: 0x24, // $
  sparseArray: 0x61, // a
  endSparseArray: 0x40, // @
  hole: 0x2d, // -
  date: 0x44, // D
  trueObject: 0x79, // y
  falseObject: 0x78, // x
  numberObject: 0x6e, // n
  bigintObject: 0x7a, // z
  stringObject: 0x73, // s
  regExp: 0x52, // R
  map: 0x3b, // ;
  endMap: 0x3a, // :
  set: 0x27, // '
  endSet: 0x2c, // ,
  arrayBuffer: 0x42, // B
  resizableArrayBuffer: 0x7e, // ~
  transferredArrayBuffer: 0x74, // t
  sharedArrayBuffer: 0x75, // u
  view: 0x56, // V
  error: 0x72, // r
  host: 0x5c, // \
} as const;

/** Flags of a view. */
export const VIEW_TRACKS_LENGTH = 1;
export const VIEW_OF_RESIZABLE = 2;

type ViewConstructor = new (
  buffer: ArrayBufferLike,
  byteOffset?: number,
  length?: number,
) => ArrayBufferView & { BYTES_PER_ELEMENT?: number };

/** Views by their tag; Float16Array where the browser has it. */
export const VIEWS = new Map<string, ViewConstructor>(
  Object.entries({
    b: Int8Array,
    B: Uint8Array,
    C: Uint8ClampedArray,
    w: Int16Array,
    W: Uint16Array,
    d: Int32Array,
    D: Uint32Array,
    f: Float32Array,
    F: Float64Array,
    q: BigInt64Array,
    Q: BigUint64Array,
    '?': DataView,
    ...('Float16Array' in globalThis ? { h: (globalThis as { Float16Array?: unknown }).Float16Array } : {}),
  }) as [string, ViewConstructor][],
);

/** Errors by their tag; any other is an Error. */
export const ERRORS: Record<string, ErrorConstructor> = {
  E: EvalError,
  R: RangeError,
  F: ReferenceError,
  S: SyntaxError,
  T: TypeError,
  U: URIError,
};

/** Flags of a regular expression in the order of their bits; `l` is V8's own and not for us. */
export const REGEXP_FLAGS = 'gimyusldv';
