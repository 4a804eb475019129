/** Loaded into a program before anything else: the signals that it sends end others, and run no handler of theirs. */
export const noSignals = `
const { ChildProcess } = require('node:child_process');
const { kill } = ChildProcess.prototype;
ChildProcess.prototype.kill = function (signal) {
  return kill.call(this, signal === 0 ? 0 : 'SIGKILL');
};
`;
