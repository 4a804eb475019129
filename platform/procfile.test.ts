import assert from 'node:assert/strict';
import test from 'node:test';
import { ProblemError } from './events.ts';
import { parseProcfile } from './procfile.ts';

test('reads process types in order, past comments and empty lines', () => {
  const types = [...parseProcfile('# shop\nweb: node web.js\n\r\nworker: node worker.js "a b"\n').values()];
  assert.deepEqual(types, [
    { type: 'web', command: 'node web.js', line: 2 },
    { type: 'worker', command: 'node worker.js "a b"', line: 4 },
  ]);
});

const bad: [text: string, line: number | null, cause: RegExp][] = [
  ['web: node web.js\nworker node x.js', 2, /"worker node x.js" has no colon/],
  ['Web Server: node web.js', 1, /"Web Server" is not a process type/],
  ['web:', 1, /"web" has no command/],
  ['web: node a.js\nweb: node b.js', 2, /already on line 1/],
  ['web: node a.js | tee log', 1, /"\|" needs a shell/],
  ['# nothing', null, /names no process type/],
];
for (const [text, line, cause] of bad) {
  test(`refuses ${JSON.stringify(text)} and shows a right line`, () => {
    assert.throws(
      () => parseProcfile(text),
      ({ problem }: ProblemError) => {
        assert.equal(problem.code, 'bad-procfile');
        assert.equal(problem.where?.line, line);
        assert.match(problem.cause, cause);
        assert.match(problem.mend, /web: node web\.js/);
        return true;
      },
    );
  });
}
