// A service of several processes: requests are spread over them, one that dies is replaced, all are replaced without a
// failed request, and a graceful end answers what is under way.
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import os from 'node:os';
import process from 'node:process';

const WORKERS = 4;

function work() {
  const server = http.createServer(async (request, response) => {
    if (request.url === '/crash') process.exit(3);
    if (request.url === '/hold') {
      process.send('held');
      await once(process, 'message');
    }
    response.end(`${process.env.RELEASE} ${cluster.worker.id}`);
  });
  server.listen(0, '127.0.0.1');
  process.once('SIGTERM', () => {
    process.send('stopping');
    cluster.worker.disconnect();
  });
}

function get(port, { path = '/', agent = false } = {}) {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('end', () => resolve(text));
    });
    request.on('error', (error) => resolve(error.code));
  });
}

/** Starts a worker and waits until it listens. */
async function start(release) {
  const worker = cluster.fork({ RELEASE: release });
  const [{ port, addressType }] = await once(worker, 'listening');
  return { worker, port, addressType };
}

const counted = (answers) => {
  const counts = {};
  for (const answer of answers.toSorted()) counts[answer] = (counts[answer] ?? 0) + 1;
  return JSON.stringify(counts);
};

async function lead(policy) {
  console.log('policy', policy === cluster.SCHED_RR ? 'round-robin' : 'none');
  const started = [];
  for (let count = 0; count < WORKERS; count++) started.push(await start('one'));
  const [{ port, addressType }] = started;
  const ports = new Set(started.map((each) => each.port));
  console.log('listening', WORKERS, 'ports', ports.size, 'address type', addressType);

  const answers = [];
  for (let count = 0; count < 2 * WORKERS; count++) answers.push(await get(port));
  if (policy === cluster.SCHED_RR) console.log('spread', counted(answers));
  else console.log('answered', answers.filter((each) => /^one \d$/.test(each)).length);

  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const kept = new Set();
  for (let count = 0; count < 3; count++) kept.add(await get(port, { agent }));
  console.log('one connection, workers', kept.size);
  agent.destroy();

  const gone = once(cluster, 'exit');
  const [crash, ...others] = await Promise.all(['/crash', '/', '/', '/'].map((path) => get(port, { path })));
  const [dead, code, signal] = await gone;
  console.log('crashed', crash, code, signal, dead.exitedAfterDisconnect, dead.isDead());
  if (policy === cluster.SCHED_RR) console.log('others', others.filter((each) => /^one \d$/.test(each)).length);
  await start('one');
  console.log('replaced', Object.keys(cluster.workers).length);

  const victim = Object.values(cluster.workers)[0];
  victim.process.kill('SIGKILL');
  console.log('killed', ...(await once(victim, 'exit')));
  await start('one');

  // The next release, one worker after the other, while somebody asks without a pause.
  let replacing = true;
  const asking = (async () => {
    const seen = [];
    while (replacing) seen.push(await get(port));
    return seen;
  })();
  for (const old of Object.values(cluster.workers)) {
    await start('two');
    const exit = once(old, 'exit');
    old.process.kill('SIGTERM');
    const [exitCode, exitSignal] = await exit;
    console.log('restarted', exitCode, exitSignal, old.exitedAfterDisconnect);
  }
  replacing = false;
  const seen = await asking;
  console.log(
    'failed meanwhile',
    seen.filter((each) => !/^(one|two) \d+$/.test(each)),
  );
  console.log('now', (await get(port)).split(' ')[0]);

  // A request under way is answered before its worker goes.
  const held = new Promise((resolve) => {
    cluster.on('message', (worker, message) => message === 'held' && resolve(worker));
  });
  const answer = get(port, { path: '/hold' });
  const busy = await held;
  busy.process.kill('SIGTERM');
  const [stopping] = await once(busy, 'message');
  busy.send('go on');
  console.log(stopping, (await answer).split(' ')[0], ...(await once(busy, 'exit')));

  // The callback comes when the first worker has gone; the others may still hold the port then.
  const exits = Object.values(cluster.workers).map((worker) => once(worker, 'exit'));
  await new Promise((resolve) => cluster.disconnect(resolve));
  await Promise.all(exits);
  console.log('left', Object.keys(cluster.workers).length, await get(port));
}

if (cluster.isWorker) work();
else if (process.env.POLICY) {
  await lead(cluster.schedulingPolicy);
} else {
  const { fork } = await import('node:child_process');
  console.log('processors', os.availableParallelism() === os.cpus().length, os.cpus().length > 0);
  for (const policy of ['rr', 'none']) {
    const child = fork(import.meta.filename, {
      env: { ...process.env, POLICY: policy, NODE_CLUSTER_SCHED_POLICY: policy },
    });
    console.log('ended', ...(await once(child, 'exit')));
  }
}
