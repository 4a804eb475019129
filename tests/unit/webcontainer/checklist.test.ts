import assert from 'node:assert/strict';
import test from 'node:test';
import { told, type Outcome } from '../../webcontainer/checklist.ts';

const done: Outcome = { what: 'boot', milliseconds: 1234, events: [], rows: [], error: null };

test('tells what was found, and each figure that is another one', () => {
  const rows = [
    { check: 'refused', value: 10, expected: '8 to 12', ok: true },
    { check: 'entries', value: 3, expected: '7 to 7', ok: false },
  ];
  const events: Outcome['events'] = [
    { at: 0, event: 'hello', protocol: 1, node: 'v22.1.0', pid: 1, signals: 'ipc', port: 1 },
    { at: 0, event: 'capabilities', loopback: true, keepAlive: false, path: true },
  ];
  const { table, well } = told([done, { ...done, what: '06, a', events, rows }]);
  assert.equal(well, false);
  assert.deepEqual(table.split('\n').slice(2), [
    '| boot | 1.2 |  | done |',
    '| 06, a | 1.2 | Node v22.1.0, signals ipc, loopback yes, keep-alive no, PATH yes | 1 of 2 hold; entries: 3 (7 to 7) |',
  ]);
});

test('what could not be carried out is told in one cell', () => {
  const { table, well } = told([{ ...done, error: 'no answer\nwithin 60 s | given up' }]);
  assert.equal(well, false);
  assert.equal(table.split('\n').at(-1), '| boot | 1.2 |  | no answer within 60 s \\| given up |');
});
