import type { PlatformEvent } from '../../platform/protocol.ts';
import type { Row } from '../gates/rows.ts';

/** What came of one step. */
export interface Outcome {
  what: string;
  milliseconds: number;
  events: PlatformEvent[];
  rows: Pick<Row, 'check' | 'value' | 'expected' | 'ok'>[];
  /** Why it could not be carried out; null when it was. */
  error: string | null;
}

/** Characters of an error that fit into a cell. */
const LONGEST = 300;

/** The outcomes as a table in Markdown, and whether all of them are as they should be. */
export function told(outcomes: Outcome[]): { table: string; well: boolean } {
  const lines = outcomes.map((outcome) => {
    const { what, milliseconds, rows, error } = outcome;
    const wrong = rows.filter(({ ok }) => !ok);
    const result =
      error?.slice(0, LONGEST) ?? (rows.length === 0 ? 'done' : `${rows.length - wrong.length} of ${rows.length} hold`);
    const more = wrong.map(({ check, value, expected }) => `${check}: ${value} (${expected})`);
    const cells = [what, (milliseconds / 1000).toFixed(1), found(outcome.events), [result, ...more].join('; ')];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  });
  const well = outcomes.every(({ error, rows }) => error === null && rows.every(({ ok }) => ok));
  return { table: ['| what | seconds | found | result |', '| --- | --- | --- | --- |', ...lines].join('\n'), well };
}

/** What the platform found out about where it ran. */
function found(events: PlatformEvent[]): string {
  const hello = events.find((event) => event.event === 'hello');
  const can = events.find((event) => event.event === 'capabilities');
  const yes = (value: boolean) => (value ? 'yes' : 'no');
  return [
    ...(hello ? [`Node ${hello.node}`, `signals ${hello.signals}`] : []),
    ...(can ? [`loopback ${yes(can.loopback)}`, `keep-alive ${yes(can.keepAlive)}`, `PATH ${yes(can.path)}`] : []),
  ].join(', ');
}
