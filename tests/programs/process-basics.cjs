// The process object: arguments, environment, directory, clocks, standard streams.
const path = require('node:path');
const { spawnSync } = require('node:child_process');

console.log(
  process.argv.length,
  path.basename(process.argv[1]),
  process.argv[0] === process.execPath,
  path.basename(process.argv0),
  process.execArgv,
);
console.log(process.version, process.platform, process.arch, process.release.name, process.versions.node);
console.log(typeof process.pid, process.pid > 0, process.ppid > 0, process.pid !== process.ppid);

process.env.NUMBER = 5;
process.env.NOTHING = undefined;
process.env.TRUTH = true;
process.env.EMPTY = '';
process.env[''] = 'no name';
console.log(
  process.env.NUMBER,
  typeof process.env.NUMBER,
  process.env.NOTHING,
  process.env.TRUTH,
  process.env.EMPTY === '',
);
console.log(
  process.env[''],
  structuredClone(process.env).NUMBER,
  'NUMBER' in process.env,
  delete process.env.NUMBER,
  process.env.NUMBER,
  'NUMBER' in process.env,
  process.env.COLOUR,
);
console.log(Object.keys(process.env).includes('EMPTY'), process.env.hasOwnProperty('EMPTY'), process.env.toString());
console.log({ ...process.env }.TRUTH, JSON.stringify(process.env).includes('"TRUTH":"true"'));
for (const attempt of [
  () => (process.env.S = Symbol('s')),
  () => Object.defineProperty(process.env, 'G', { get: () => 1 }),
  () => Object.defineProperty(process.env, 'W', { value: 'x' }),
]) {
  try {
    attempt();
    console.log('accepted');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

const before = process.cwd();
process.chdir('/tmp');
console.log(process.cwd(), path.resolve('x'));
for (const directory of ['/no/such/place', __filename]) {
  try {
    process.chdir(directory);
  } catch (error) {
    console.log(error.name, error.code, error.syscall, error.message.replace(/'[^']*programs/g, "'PROGRAMS"));
  }
}
process.chdir(before);

const [seconds, nanoseconds] = process.hrtime();
console.log(
  Number.isInteger(seconds),
  nanoseconds < 1e9,
  typeof process.hrtime.bigint(),
  process.hrtime([seconds, nanoseconds])[0] < 5,
);
console.log(
  process.uptime() > 0,
  process.uptime() < 60,
  typeof process.memoryUsage().heapUsed,
  typeof process.memoryUsage.rss(),
);
console.log(Object.keys(process.memoryUsage()), Object.keys(process.cpuUsage()), typeof process.resourceUsage().maxRSS);
console.log(process.umask().toString(8), process.umask(0o077).toString(8), process.umask().toString(8));
console.log(typeof process.getuid(), process.exitCode);
console.log(
  process.config.variables !== undefined,
  ['--max-old-space-size', '--no-warnings', 'r', '--eval'].map((flag) => process.allowedNodeEnvironmentFlags.has(flag)),
  process.allowedNodeEnvironmentFlags.size,
  process.features.inspector !== undefined,
  process.stdout.fd,
  process.stdin.fd,
);
console.log(
  process.stdout.isTTY,
  process.stdout.writable,
  process.stdout.constructor.name,
  process.stderr.constructor.name,
);
console.log(String(process), Object.prototype.toString.call(process), process instanceof require('node:events'));
console.log(process.emitWarning.length, process.getActiveResourcesInfo().constructor.name);
for (const bad of ['x', 1.5, {}]) {
  try {
    process.exitCode = bad;
    console.log('took', bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
process.exitCode = '7';
console.log(process.exitCode);

const run = (args, options) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', ...options });
  console.log(args.join(' '), '→', status, JSON.stringify(stdout), JSON.stringify(stderr));
};
run(['-p', 'process.argv.slice(1)', 'a', '--b']);
run(['-e', 'console.log(__filename, require.main === module, typeof require("fs").readFile, module.paths.length > 0)']);
run(['--input-type=module', '-e', 'console.log(import.meta.url.slice(0, 5), typeof require, await 5)']);
run(['-p', 'process.execArgv', '--', 'x']);
run(['--version']);
run(['-p', '[1, { a: 2 }]']);
run(['-p', 'process.title + process.argv0'], { argv0: 'another' });
run(['-p', 'process.argv.slice(1)', 0, 1.5]);
run(['-e', 'process._rawDebug("%s of %d", "one", 2)']);
run(['-e', 'process.emitWarning("x")'], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
run([
  '-p',
  'setTimeout(() => {}); setImmediate(() => {}); const s = require("net").createServer().listen(0); setTimeout(() => s.close()); process.getActiveResourcesInfo()',
]);
run(['-p', 'require("fs").stat(".", () => {}); process._getActiveRequests().length']);
run(
  [
    '-e',
    'process.stdin.setEncoding("utf8").on("data", (d) => console.log(d.length)).on("end", () => console.log("end"))',
  ],
  { input: 'abc' },
);
run(['-e', 'console.log(require("fs").readFileSync(0, "utf8"))'], { input: 'from zero' });
run(['-e', '(async () => { for await (const chunk of process.stdin) console.log(String(chunk)); })()'], {
  input: 'iterated',
});

// A process's clock starts when the process does, and is that of the machine.
const spawnedAt = Date.now();
const { stdout: clock } = spawnSync(process.execPath, [
  '-p',
  'JSON.stringify([performance.timeOrigin, performance.timeOrigin + performance.now() - Date.now(), process.uptime() * 1000])',
]);
const [timeOrigin, difference, uptime] = JSON.parse(String(clock));
console.log(timeOrigin >= spawnedAt - 50, Math.abs(difference) < 50, uptime <= Date.now() - spawnedAt + 50);

// Calls that are open, more of them than an error's stack tells.
const deep = (calls) => (calls === 0 ? require('node:util').getCallSites(12).length : deep(calls - 1));
console.log('call sites', deep(20));
Error.stackTraceLimit = 5;
console.log('message of a stack', new Error('told').stack.split('\n')[0]);
