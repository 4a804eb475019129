import assert from 'node:assert/strict';
import test from 'node:test';
import type { PlatformEvent } from '../../platform/protocol.ts';
import { PlatformClient, platformArguments } from './platform-client.ts';
import { ProblemError } from './problem.ts';
import type { Task } from './platform-client.ts';
import type { LabProblem } from './problem.ts';
import { FakeContainer } from './testing/fake-container.ts';
import type { FakeProcess } from './testing/fake-container.ts';

async function start() {
  const heard = { events: [] as PlatformEvent[], stray: [] as string[], problems: [] as LabProblem[] };
  const container = new FakeContainer();
  const client = await PlatformClient.start(
    container,
    '06-processes',
    { kind: 'run', version: 'wrong', probe: false },
    {
      event: (event) => heard.events.push(event),
      stray: (line) => heard.stray.push(line),
      problem: (problem) => heard.problems.push(problem),
    },
  );
  return { client, heard, process: container.processes[0] as FakeProcess };
}

const hello = { event: 'hello', protocol: 1, node: 'v22.23.2', pid: 1, signals: 'native', port: 8080 } as const;

test('each task has its command line', () => {
  const args = (task: Task) => platformArguments('06-processes', { ...task, probe: false }).join(' ');
  assert.equal(args({ kind: 'run', version: 'wrong' }), 'run examples/06-processes wrong --json');
  assert.equal(args({ kind: 'check', version: 'starter' }), 'check examples/06-processes starter --json');
  const experiment = { kind: 'experiment', experiment: 'half-logged-out' } as const;
  assert.equal(args({ ...experiment, seed: null }), 'experiment examples/06-processes half-logged-out --json');
  assert.equal(
    args({ ...experiment, seed: '7f3a' }),
    'experiment examples/06-processes half-logged-out --seed 7f3a --json',
  );
  const unknown = platformArguments('06-processes', { kind: 'check', version: 'starter', probe: true });
  assert.equal(unknown.at(-1), '--probe');
});

test('marked lines are events, all others stray output', async () => {
  const { client, heard, process } = await start();
  process.print('npm notice\r\n');
  process.say(hello);
  process.exit(0);
  assert.equal(await client.ended, 0);
  assert.deepEqual(heard.stray, ['npm notice']);
  assert.deepEqual(
    heard.events.map(({ event }) => event),
    ['hello'],
  );
});

test('a marked line that is none of the protocol is told', async () => {
  const { client, heard, process } = await start();
  process.print('\u001e{"at":1,"event":"party"}\n');
  process.exit(0);
  await client.ended;
  assert.equal(heard.problems[0]?.code, 'bad-line');
  assert.match(heard.problems[0]?.cause ?? '', /party/);
});

test("a terminal's echo of a command is no event and no problem", async () => {
  const { client, heard, process } = await start();
  process.print('\u001e{"id":1,"command":"stop"}\n');
  process.print('^^{"id":2,"command":"stop"}\r\n');
  process.exit(0);
  await client.ended;
  assert.deepEqual(heard, { events: [], stray: [], problems: [] });
});

test('a platform of another protocol is refused and killed', async () => {
  const { client, heard, process } = await start();
  process.say({ ...hello, protocol: 99 });
  assert.equal(await client.ended, 137);
  assert.equal(heard.problems[0]?.code, 'other-protocol');
  assert.deepEqual(heard.events, []);
});

test('a command settles with its own reply', async () => {
  const { client, process } = await start();
  const first = client.send({ command: 'scale', type: 'web', count: 2 });
  const second = client.send({ command: 'restart', process: null });
  process.onCommand = () => undefined;
  await new Promise(setImmediate);
  const [one, two] = process.commands;
  process.say({ event: 'reply', id: two!.id, ok: true, problem: null });
  await second;
  const problem = {
    code: 'bad-command' as const,
    title: 'No',
    cause: 'There is none',
    mend: 'Try',
    where: null,
    process: null,
  };
  process.say({ event: 'reply', id: one!.id, ok: false, problem });
  await assert.rejects(first, (error: ProblemError) => error.problem.title === 'No');
});

test('commands that are open when the platform ends are refused', async () => {
  const { client, process } = await start();
  const open = client.send({ command: 'restart', process: null });
  process.exit(1);
  await assert.rejects(open, (error: ProblemError) => error.problem.code === 'platform-ended');
});

test('commands that are open when the container is lost are refused with the reason', async () => {
  const { client, process } = await start();
  const open = client.send({ command: 'restart', process: null });
  const gone = (error: ProblemError) =>
    error.problem.code === 'container-gone' && /no memory/.test(error.problem.cause);
  const refused = assert.rejects(open, gone);
  process.lose('no memory');
  await assert.rejects(client.ended, gone);
  await refused;
});
