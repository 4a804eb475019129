/**
 * What differs between the container and plain Node, program by program: `-` lines are Node's, `+` lines the
 * container's. The test fails when a difference is missing here, and also when one of these is gone.
 */
export const differences: Record<string, string[]> = {
  // Of two halves of a surrogate pair that come byte by byte Node gives each when it is whole; the text is the same.
  'data.cjs': [String.raw`-utf16le ["","\ud83d","","\ude00",""] "" ""`, '+utf16le ["","","","\u{1f600}",""] "" ""'],
  // Promises, proxies and iterators do not show their insides to JavaScript.
  'inspect.cjs': [
    '-undefined [Map Entries] { [ 1, 2 ] } Object [Array Iterator] {} [Set Iterator] { 5 }',
    '-Promise { 4 } true Promise { <pending> } Proxy [ { a: 1 }, {} ]',
    '+undefined [Map Entries] {  } Object [Array Iterator] {} [Set Iterator] {  }',
    '+Promise { <pending> } true Promise { <pending> } { a: 1 }',
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
  // An immediate that nothing waits for still runs: what was printed before it is still on its way.
  'timers.mjs': ['+unref’d immediate'],
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

/**
 * The same where the engine is not V8; the lists take the place of those above. Stack frames are not compared there:
 * the engines name functions in ways of their own.
 */
export const differencesOfEngine: Record<'firefox' | 'webkit', Record<string, string[]>> = {
  firefox: {},
  webkit: {},
};
