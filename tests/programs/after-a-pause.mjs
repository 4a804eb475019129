// Processes that start after a pause: whatever got ready for them meanwhile has left nothing behind.
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** Long enough that the container has a worker waiting, in milliseconds. */
const PAUSE = 800;

async function run(code, env = {}) {
  await pause(PAUSE);
  const child = spawn(process.execPath, ['-e', code], { env: { ...process.env, ...env } });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (texts[name] += text));
  const [exit] = await new Promise((resolve) => child.on('close', (...how) => resolve(how)));
  return { ...texts, exit };
}

const fresh = await run(`
  const { AsyncResource } = require('node:async_hooks');
  console.log(new AsyncResource('first').asyncId() < 20);
  console.log(process.getActiveResourcesInfo().filter((name) => !/Pipe/.test(name)));
  console.log(performance.now() < 5000, process.uptime() < 5);
  console.log(Object.keys(require.cache), process.listenerCount('warning'), typeof process.stderr.fd);
  console.log(require('node:http').globalAgent.requests);
  require('node:http').createServer().listen(0).on('listening', function () {
    console.log(this.address().port > 1024);
    this.close();
  });
`);
console.log(fresh);

const serve = `
  const http = require('node:http');
  const server = http.createServer((request, response) => response.end('served'));
  server.listen(0, '127.0.0.1', () => {
    http.get({ port: server.address().port, agent: false }, (response) => {
      response.resume().on('end', () => server.close());
    });
  });
`;
const told = await run(serve, { NODE_DEBUG: 'net,http' });
const names = (text) => [...new Set(text.match(/^[A-Z]+(?= \d+: )/gm))].sort();
console.log(told.exit, names(told.stderr));
const silent = await run(serve);
console.log(silent);
