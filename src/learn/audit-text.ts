import type { Entry } from './progress.ts';

/** A line of the audit: what it asks, and what the reader answered. */
export interface AuditLine {
  /** `VI Processes`. */
  factor: string;
  /** What should hold. */
  asks: string;
  answer: Entry<'audit'> | undefined;
}

const words = { holds: 'holds', fails: 'does not hold', unknown: 'not known' };

/** The audit as plain text, to be put into a document or a ticket. */
export function auditText(lines: readonly AuditLine[], day: string): string {
  const parts = lines.map(({ factor, asks, answer }) => {
    const verdict = answer?.verdict ? words[answer.verdict] : 'not answered';
    const evidence = answer?.evidence.trim() ? `\n  Evidence: ${answer.evidence.trim().replaceAll('\n', '\n  ')}` : '';
    return `${factor}: ${verdict}\n  ${asks}${evidence}\n`;
  });
  return `Twelve-factor audit, ${day}\n\n${parts.join('\n')}`;
}
