// node:child_process: the synchronous and the callback forms.
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = (code, options) => spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', ...options });
const shown = ({ status, signal, stdout, stderr, error }) => ({ status, signal, stdout, stderr, error: error?.code });

console.log(shown(run(`console.log('out'); console.error('err'); process.exit(2)`)));
console.log(shown(run(`process.stdin.pipe(process.stdout)`, { input: 'fed' })));
console.log(shown(run(`process.kill(process.pid, 'SIGKILL')`)));
console.log(shown(run(`for (;;);`, { timeout: 100 })));
console.log(shown(run(`for (;;);`, { timeout: 100, killSignal: 'SIGKILL' })));
console.log(shown(run(`console.log('x'.repeat(5000))`, { maxBuffer: 100 })).error);
console.log(shown(run(`console.log('a piece')`, { maxBuffer: 1 })));
console.log(shown(run(`console.log('straight')`, { stdio: 'inherit' })));
console.log(shown(run(`console.log('gone')`, { stdio: 'ignore' })));
console.log(run(`console.log('x'.repeat(300000))`).stdout.length);
const raw = spawnSync(process.execPath, ['-e', `process.stdout.write(Buffer.from([0, 255]))`]);
console.log(raw.stdout, raw.output.length, raw.pid > 0);
const missing = spawnSync('no-such-program', ['x']);
console.log(missing.status, missing.pid, missing.error.code, missing.error.message, missing.stdout);

console.log(execFileSync(process.execPath, ['-p', '6 * 7'], { encoding: 'utf8' }));
try {
  execFileSync(process.execPath, ['-e', `console.log('half'); process.exit(4)`], { encoding: 'utf8', stdio: 'pipe' });
} catch (error) {
  console.log(error.status, error.stdout, error.stderr, error.message.split(':')[0]);
}
const { stdout } = await promisify(execFile)(process.execPath, ['-e', `console.log('promised')`]);
console.log(stdout);
await promisify(execFile)(process.execPath, ['-e', `console.error('why'); process.exit(8)`]).catch((error) =>
  console.log(error.code, error.killed, error.signal, error.stderr),
);
await promisify(execFile)(process.execPath, ['-e', 'for (;;);'], { timeout: 50 }).catch((error) =>
  console.log(error.code, error.killed, error.signal),
);
const controller = new AbortController();
const aborted = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { signal: controller.signal });
aborted.on('error', (error) => console.log(error.name, error.code));
aborted.on('exit', (code, signal) => console.log(code, signal));
controller.abort();
await new Promise((resolve) => aborted.on('close', resolve));
const detached = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
process.kill(-detached.pid, 'SIGTERM');
console.log(await new Promise((resolve) => detached.on('exit', (code, signal) => resolve(signal))));
const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300)'], { stdio: 'ignore', detached: true });
left.unref();
console.log('not waiting');
