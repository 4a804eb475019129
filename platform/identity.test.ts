import assert from 'node:assert/strict';
import test from 'node:test';
import type { Controls } from './services/engine.ts';
import { callerOf, signToken } from './services/api/tokens.ts';
import { TestPlatform } from './testing/platform.ts';

const APP = `
  import { readFileSync } from 'node:fs';
  import http from 'node:http';
  const { origin } = new URL(process.env.LEDGER_URL);
  http.createServer(async (request, response) => {
    const token = readFileSync(process.env.IDENTITY_TOKEN_FILE, 'utf8');
    const { status } = await fetch(origin, { method: 'POST', headers: { authorization: 'Bearer ' + token } });
    response.writeHead(status).end(token);
  }).listen(process.env.PORT);
`;

test('a token names who has it, and only whoever has the key can make one', () => {
  const [key, other] = [
    { id: '1', secret: 'a' },
    { id: '1', secret: 'b' },
  ];
  const token = signToken('web.1', key);
  assert.equal(callerOf(token, [other, key]), 'web.1');
  assert.equal(callerOf(token, [other]), null);
  const [, signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ caller: 'web.2', key: '1' })).toString('base64url');
  assert.equal(callerOf(`${claims}.${signature}`, [key]), null);
  for (const text of ['', '.', 'no token']) assert.equal(callerOf(text, [key]), null);
});

test('each process gets a token of its own, which ends with the second renewal', async (t) => {
  const under = new TestPlatform(t);
  const services = [{ name: 'ledger.1', kind: 'api', config: 'LEDGER_URL' }] as const;
  const deploy = await under.deploy({ 'web.js': APP }, { formation: { web: 2 }, services: [...services] });
  const ledger = deploy.service('ledger.1');
  const { origin, username, password } = new URL(ledger.url);
  const call = async (authorization: string) => (await fetch(origin, { headers: { authorization } })).status;
  const byProcess = async (at: number) => {
    const answer = await fetch(`http://127.0.0.1:${deploy.processes[at]?.port}/`);
    return { status: answer.status, token: await answer.text() };
  };

  const first = await byProcess(0);
  assert.equal((await byProcess(1)).status, 201);
  assert.deepEqual(
    (await ledger.controls.requests?.())?.map(({ caller }) => caller),
    ['web.1', 'web.2'],
  );
  await deploy.renewTokens();
  assert.notEqual((await byProcess(0)).token, first.token);
  assert.equal(await call(`Bearer ${first.token}`), 201);
  await deploy.renewTokens();
  assert.equal(await call(`Bearer ${first.token}`), 401);
  assert.equal((await byProcess(0)).status, 201);

  // A restart of the service forgets neither the keys nor the calls.
  const before = await ledger.entries();
  await ledger.stop();
  await ledger.start();
  assert.equal(await ledger.entries(), before);
  assert.equal((await byProcess(1)).status, 201);

  const basic = (secret: string) => `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
  assert.deepEqual([await call(basic(password)), await call(basic('wrong')), await call('')], [201, 401, 401]);
  assert.deepEqual([await ledger.controls.calls(), await ledger.entries()], [4, before! + 2]);
});

test('a deploy without such a service has no tokens', async (t) => {
  const under = new TestPlatform(t);
  const app = "console.log('token file', process.env.IDENTITY_TOKEN_FILE); setInterval(() => {}, 1000);";
  await under.deploy({ Procfile: 'worker: node web.js', 'web.js': app }, { formation: { worker: 1 } });
  const { line } = await under.event('log', (event) => event.line.startsWith('token file'));
  assert.equal(line, 'token file undefined');
});

test('tokens are renewed by themselves where the plan says how often', async (t) => {
  const under = new TestPlatform(t);
  const services = [{ name: 'ledger.1', kind: 'api', config: 'LEDGER_URL' }] as const;
  await under.deploy({ 'web.js': APP }, { formation: {}, services: [...services], renewal: 20 });
  await under.event('log', (event) => event.line === 'tokens renewed');
});

test('a service that cannot be told of a renewal is a line in the log, and the next renewal comes', async (t) => {
  const under = new TestPlatform(t);
  const services = [{ name: 'ledger.1', kind: 'api', config: 'LEDGER_URL' }] as const;
  const deploy = await under.deploy({ 'web.js': APP }, { formation: {}, services: [...services], renewal: 20 });
  const controls = deploy.service('ledger.1').controls as Required<Controls>;
  const refusal = t.mock.method(controls, 'trust', () => Promise.reject(new Error('gone')));
  await under.event('log', (event) => event.line === 'tokens not renewed: gone');
  refusal.mock.restore();
  const told = under.told.length;
  await under.event('log', (event) => under.told.indexOf(event) >= told && event.line === 'tokens renewed');
});
