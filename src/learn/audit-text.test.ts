import assert from 'node:assert/strict';
import test from 'node:test';
import { auditText } from './audit-text.ts';

test('the audit as text has each line with verdict and evidence, and says what was left out', () => {
  const text = auditText(
    [
      {
        factor: 'VI Processes',
        asks: 'We can kill any process.',
        answer: { at: 1, verdict: 'fails', evidence: 'a\nb ' },
      },
      { factor: 'XI Logs', asks: 'No log path.', answer: { at: 1, verdict: null, evidence: ' ' } },
      { factor: 'X Parity', asks: 'No rows differ.', answer: undefined },
    ],
    '2026-11-25',
  );
  assert.equal(
    text,
    `Twelve-factor audit, 2026-11-25

VI Processes: does not hold
  We can kill any process.
  Evidence: a
  b

XI Logs: not answered
  No log path.

X Parity: not answered
  No rows differ.
`,
  );
});
