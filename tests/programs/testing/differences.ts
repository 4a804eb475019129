/**
 * What differs between the container and plain Node, program by program: `-` lines are Node's, `+` lines the
 * container's. The test fails when a difference is missing here, and also when one of these is gone.
 */
export const differences: Record<string, string[]> = {
  // Of two halves of a surrogate pair that come byte by byte Node gives each when it is whole; the text is the same.
  'data.cjs': [String.raw`-utf16le ["","\ud83d","","\ude00",""] "" ""`, '+utf16le ["","","","\u{1f600}",""] "" ""'],
  // Promises and iterators do not show their insides to JavaScript.
  'inspect.cjs': [
    '-undefined [Map Entries] { [ 1, 2 ] } Object [Array Iterator] {} [Set Iterator] { 5 }',
    '-Promise { 4 } true Promise { <pending> } Proxy [ { a: 1 }, {} ]',
    '+undefined [Map Entries] {  } Object [Array Iterator] {} [Set Iterator] {  }',
    '+Promise { <pending> } true Promise { <pending> } Proxy [ { a: 1 }, {} ]',
  ],
  // The line above an error is the file's, with its types.
  'typescript.mjs': [
    '-function fail(why        )        { throw new RangeError(why); }',
    '+function fail(why: string): Never { throw new RangeError(why); }',
  ],
  // A module's namespace is a proxy, and V8 words its refusals so.
  'modules-esm.mjs': [
    "-assign TypeError Cannot assign to read only property 'counter' of object '[object Module]'",
    '-new export TypeError Cannot add property other, object is not extensible',
    "+assign TypeError 'set' on proxy: trap returned falsish for property 'counter'",
    "+new export TypeError 'set' on proxy: trap returned falsish for property 'other'",
  ],
  // The place of a throw is known from the error's stack only: a value without one tells nothing.
  'process-endings.cjs': [
    '-  ! ',
    '-  ! DIRECTORY/case.cjs:1',
    "-  ! throw 'a string';",
    '-  ! ^',
    '-  ! a string',
    '-  ! (Use `node --trace-uncaught ...` to show where the exception was thrown)',
    '+  ! Uncaught:',
    "+  ! 'a string'",
    '-  ! ',
    '-  ! DIRECTORY/case.cjs:1',
    '-  ! throw null;',
    '-  ! ^',
    '+  ! Uncaught:',
    '-  ! (Use `node --trace-uncaught ...` to show where the exception was thrown)',
    '-  ! ',
    '-  ! DIRECTORY/case.cjs:1',
    '-  ! throw { a: 1 };',
    '-  ! ^',
    '+  ! Uncaught:',
    '-  ! DIRECTORY/case.cjs:1',
    "-  ! const error = new Error('bare'); error.stack = undefined; throw error;",
    '-  !                                                           ^',
    '-  ! ',
  ],
  // Nobody knows which await it is that has not settled.
  'unsettled.mjs': [
    '-Warning: Detected unsettled top-level await at file:///programs/unsettled.mjs:4',
    '-await new Promise(() => {});',
    '-^',
    '-',
    '-',
    '-',
    '+Warning: Detected unsettled top-level await',
  ],
};

/** What differs where the engine is not V8, in the place of the lists above. */
export interface Engine {
  differences: Record<string, string[]>;
  /** Programs that say nothing there, with the reason. */
  notCompared: Record<string, string>;
}

const NAMESPACES = [
  "-assign TypeError Cannot assign to read only property 'counter' of object '[object Module]'",
  '-new export TypeError Cannot add property other, object is not extensible',
  "-delete TypeError Cannot delete property 'a' of [object Module]",
];
const BROKEN_JSON =
  '-"TEMPORARY/broken.json" SyntaxError undefined TEMPORARY/broken.json: Unexpected end of JSON input undefined';
const PROXIES = [
  "-TypeError Constructor Proxy requires 'new'",
  ...Array<string>(3).fill('-TypeError Cannot create proxy with a non-object as target or handler'),
];
const ORDER = 'Of the two ends of a connection now one closes first, now the other.';
const NO_PLACES = 'Errors have no places: a worker without an address knows of none.';

/** Engines have words of their own for the language's errors. Frames of stacks are not compared: see normalise. */
export const engines: Record<'firefox' | 'webkit', Engine> = {
  firefox: {
    differences: {
      // A call's place is that of its parenthesis.
      'assert.cjs': [
        '-  assert(age > 3)',
        '+  (age > 3)',
        '-  assert(await Promise.resolve(0))',
        '+  (await Promise.resolve(0))',
      ],
      'proxies.cjs': [
        "-Proxy 2 undefined [ 'length', 'name', 'revocable' ]",
        ...PROXIES,
        "+Proxy 2 undefined [ 'revocable', 'length', 'name' ]",
        '+TypeError calling a builtin Proxy constructor without new is forbidden',
        '+TypeError `target` argument of Proxy must be an object, got the number 1',
        '+TypeError `handler` argument of Proxy must be an object, got undefined',
        '+TypeError `target` argument of Proxy must be an object, got undefined',
      ],
      'modules-cjs.cjs': [
        BROKEN_JSON,
        '+"TEMPORARY/broken.json" SyntaxError undefined TEMPORARY/broken.json: JSON.parse: unexpected end of data at line 1 column 13 of the JSON data undefined',
      ],
      'modules-esm.mjs': [
        "-a sees b (ReferenceError: Cannot access 'counter' before initialization, function) 0 1 1 waited",
        "+a sees b (ReferenceError: can't access lexical declaration 'counter' before initialization, function) 0 1 1 waited",
        ...NAMESPACES,
        `+assign TypeError proxy set handler returned false for property '"counter"'`,
        `+new export TypeError proxy set handler returned false for property '"other"'`,
        `+delete TypeError property "a" is non-configurable and can't be deleted`,
        "-data:text/javascript,export const a = ; SyntaxError undefined Unexpected token ';'",
        "+data:text/javascript,export const a = ; SyntaxError undefined expected expression, got ';'",
      ],
      'process-basics.cjs': [
        '-TypeError undefined Cannot convert a Symbol value to a string',
        "+TypeError undefined can't convert symbol to string",
      ],
      'process-endings.cjs': [
        ...differences['process-endings.cjs']!,
        "-  ! TypeError: Cannot read properties of undefined (reading 'deeper')",
        `+  ! TypeError: can't access property "deeper", o.missing is undefined`,
      ],
      'test-runner.mjs': [
        "-  location: '/project/test/wrong.test.cjs:4:5'",
        "+  location: '/project/test/wrong.test.cjs:4:9'",
        "-SyntaxError: Unexpected token ';'",
        "+SyntaxError: expected expression, got ';'",
        "-  location: '/project/test/wrong.test.cjs:4:5'",
        "+  location: '/project/test/wrong.test.cjs:4:9'",
        "-  location: '/project/test/wrong.test.cjs:4:5'",
        "+  location: '/project/test/wrong.test.cjs:4:9'",
      ],
      'typescript.mjs': [
        ...differences['typescript.mjs']!,
        '-SyntaxError: Missing initializer in const declaration',
        '+SyntaxError: missing = in const declaration',
        '-SyntaxError: Missing initializer in const declaration',
        '+SyntaxError: missing = in const declaration',
      ],
    },
    notCompared: {
      'net-streams.mjs': ORDER,
      'stack-traces.cjs': 'Calls name their function without the object that it belongs to.',
      'urls.cjs': 'The address of a file loses its host.',
    },
  },
  webkit: {
    differences: {
      'proxies.cjs': [
        ...PROXIES,
        '+TypeError calling Proxy constructor without new is invalid',
        "+TypeError A Proxy's 'target' should be an Object",
        "+TypeError A Proxy's 'handler' should be an Object",
        "+TypeError A Proxy's 'target' should be an Object",
      ],
      'modules-cjs.cjs': [
        BROKEN_JSON,
        '+"TEMPORARY/broken.json" SyntaxError undefined TEMPORARY/broken.json: JSON Parse error: Unexpected EOF undefined',
      ],
      'modules-esm.mjs': [
        "-a sees b (ReferenceError: Cannot access 'counter' before initialization, function) 0 1 1 waited",
        '+a sees b (ReferenceError: Cannot access uninitialized variable., function) 0 1 1 waited',
        ...NAMESPACES,
        "+assign TypeError Proxy object's 'set' trap returned falsy value for property 'counter'",
        "+new export TypeError Proxy object's 'set' trap returned falsy value for property 'other'",
        '+delete TypeError Unable to delete property.',
      ],
      'process-basics.cjs': [
        '-TypeError undefined Cannot convert a Symbol value to a string',
        '+TypeError undefined Cannot convert a symbol to a string',
      ],
    },
    notCompared: {
      'assert.cjs': NO_PLACES,
      'net-streams.mjs': ORDER,
      'inspect.cjs': NO_PLACES,
      'process-endings.cjs': NO_PLACES,
      'source-maps.cjs': NO_PLACES,
      'stack-traces.cjs': NO_PLACES,
      'test-runner.mjs': NO_PLACES,
      'typescript.mjs': NO_PLACES,
      'uncaught-esm.mjs': NO_PLACES,
      'timers.mjs': 'A timer of 10 ms comes before one of 1 ms that is set later; the cause is not known.',
      'fs-watch.mjs': 'The first of two changes is told with the size after the second; the cause is not known.',
    },
  },
};
