/** A part of Node that is measured by the files of Node's own test directory that are named after it. */
export interface Module {
  name: string;
  /** Of 100 files that plain Node passes, how many the container is to pass. */
  target: number;
  /** Paths of its test files, relative to the test directory. */
  files: RegExp;
}

const parallel = (names: string): RegExp => new RegExp(`^(parallel|sequential)/test-(${names})[-.]`);

/** In the order of the table. A file belongs to the first module that matches it. */
export const modules: Module[] = [
  { name: 'events', target: 95, files: parallel('events?|eventemitter|eventtarget') },
  { name: 'path', target: 95, files: parallel('path') },
  { name: 'querystring', target: 95, files: parallel('querystring') },
  { name: 'string_decoder', target: 95, files: parallel('string-decoder') },
  { name: 'timers', target: 95, files: parallel('timers') },
  { name: 'readline', target: 95, files: parallel('readline') },
  { name: 'stream', target: 95, files: parallel('readable|streams?|stream2|stream3') },
  { name: 'url', target: 95, files: parallel('url|whatwg-url') },
  { name: 'util', target: 85, files: parallel('util|mime|parse-args') },
  { name: 'buffer', target: 90, files: parallel('buffer|blob|btoa') },
  { name: 'assert', target: 90, files: parallel('assert') },
  { name: 'console', target: 90, files: parallel('console') },
  { name: 'net', target: 90, files: parallel('net|socket|listen') },
  { name: 'dgram', target: 80, files: parallel('dgram') },
  { name: 'http', target: 93, files: parallel('http|outgoing') },
  { name: 'http2', target: 80, files: parallel('http2') },
  { name: 'fs', target: 80, files: parallel('fs|file|filehandle') },
  {
    name: 'process',
    target: 80,
    files: parallel(
      'process|next-tick|microtask|beforeexit|exception|unhandled|stdin|stdout|stdio|signal|promises?-(?!hook)[a-z]+',
    ),
  },
  { name: 'child_process', target: 80, files: parallel('child-process') },
  { name: 'cluster', target: 80, files: parallel('cluster') },
  {
    name: 'modules',
    target: 85,
    files:
      /^((parallel|sequential)\/test-(module|require|esm|find-package-json)[-.]|es-module\/test-(cjs|require|esm|import|dynamic-import)[-.])/,
  },
  { name: 'zlib', target: 80, files: parallel('zlib') },
  {
    name: 'crypto',
    target: 80,
    files: parallel(
      'crypto-(hash|hmac|random|randomuuid|randomfillsync|timing|pbkdf2|scrypt|hkdf|oneshot-hash|secret-keygen)[a-z-]*|webcrypto',
    ),
  },
  {
    name: 'worker',
    target: 60,
    files: parallel('worker|messageport|messagechannel|broadcastchannel|structuredClone|structured-clone'),
  },
  { name: 'diagnostics_channel', target: 90, files: parallel('diagnostics-channel') },
  { name: 'async_hooks', target: 60, files: parallel('async-local-storage') },
];
