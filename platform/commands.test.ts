import assert from 'node:assert/strict';
import test from 'node:test';
import { idOf, parseCommand } from './commands.ts';
import type { ProblemError } from './events.ts';

test('reads a command and leaves out what does not belong to it', () => {
  const json = '{"id":7,"command":"scale","type":"web","count":2,"also":"x"}';
  assert.deepEqual(parseCommand(json), { id: 7, command: 'scale', type: 'web', count: 2 });
});

const bad: [json: string, title: RegExp][] = [
  ['{"id":1,', /not JSON/],
  ['[]', /"id" must be a whole number/],
  ['null', /not an object/],
  ['{"id":1,"command":"explode"}', /"command" must be one of scale, signal/],
  ['{"id":1,"command":"toString"}', /"command" must be one of/],
  ['{"id":1,"command":"scale","type":"web","count":"2"}', /"count" must be a whole number/],
  ['{"id":1,"command":"signal","process":"web.1","signal":"SIGSTOP"}', /"signal" must be one of SIGTERM/],
  [
    '{"id":1,"command":"request","method":"GET","path":"cart","headers":{},"body":null,"jar":true}',
    /"path" must be a path/,
  ],
  ['{"id":1,"command":"rollback","number":"1"}', /"number" must be a whole number/],
  ['{"id":1,"command":"run"}', /"line" must be a text/],
  ['{"id":1,"command":"config","set":{"A":1},"unset":[]}', /"set" must be an object of texts/],
];
for (const [json, title] of bad) {
  test(`refuses ${json}`, () => {
    assert.throws(
      () => parseCommand(json),
      ({ problem }: ProblemError) => problem.code === 'bad-command' && title.test(problem.title),
    );
  });
}

test('finds the id of a command that is broken otherwise', () => {
  assert.equal(idOf('{"id": 12, "command":'), 12);
  assert.equal(idOf('nonsense'), 0);
});
