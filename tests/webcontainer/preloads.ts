import type { Variant } from './variants.ts';

/** What is loaded into a program before anything else, to make another system of the one that it runs on. */
export const preloads: Partial<Record<Variant, string>> = {
  // The signals that it sends end others, and run no handler of theirs.
  'no-signals': `
const { ChildProcess } = require('node:child_process');
const { kill } = ChildProcess.prototype;
ChildProcess.prototype.kill = function (signal) {
  return kill.call(this, signal === 0 ? 0 : 'SIGKILL');
};
`,
  // Every npm that it starts fails.
  'no-install': `
const children = require('node:child_process');
const { spawn } = children;
const failure = 'console.error("npm error code ENOTFOUND"); process.exitCode = 1';
children.spawn = (program, args, options) =>
  [program, ...args].some((word) => /npm(-cli\\.js)?$/.test(word))
    ? spawn(process.execPath, ['-e', failure], options)
    : spawn(program, args, options);
`,
};
