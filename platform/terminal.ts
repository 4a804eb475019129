import type { PlatformEvent, Problem, Reading } from './protocol.ts';

const PALETTE = [36, 33, 32, 35, 34, 96, 93, 92];
const DIM = 2;
const BOLD = 1;

/**
 * Prints events for a person: the log with a colour for each process, problems, readings and checks.
 * @param write gets whole lines
 * @param colours whether to use them
 */
export function terminal(write: (text: string) => void, colours: boolean): (event: PlatformEvent) => void {
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const sources = new Map<string, number>();
  const colourOf = (source: string) => {
    const code = sources.get(source) ?? PALETTE[sources.size % PALETTE.length] ?? DIM;
    sources.set(source, code);
    return code;
  };
  const line = (at: number, source: string, text: string, code: number) => {
    const time = new Date(at).toISOString().slice(11, 23);
    write(`${paint(DIM, time)} ${paint(code, source.padEnd(9))} ${text}\n`);
  };

  return (event) => {
    switch (event.event) {
      case 'hello':
        line(event.at, 'platform', `router on http://127.0.0.1:${event.port}  Node ${event.node}`, BOLD);
        if (event.signals === 'ipc') line(event.at, 'platform', 'signals travel over IPC here', BOLD);
        return;
      case 'log': {
        const own = event.stream === 'platform';
        const code = own ? DIM : colourOf(event.source);
        return line(event.at, event.source, own ? paint(DIM, event.line) : event.line, code);
      }
      case 'problem':
        for (const text of problemLines(event.problem)) write(`${paint(BOLD, text)}\n`);
        return;
      case 'experiment':
        return write(`${paint(BOLD, `${event.version}: ${event.step}`)} ${paint(DIM, `seed ${event.seed}`)}\n`);
      case 'reading':
        return write(`  ${event.version}  ${paint(BOLD, readingText(event.reading))}\n`);
      case 'check': {
        const { holds, check, value, expected } = event.result;
        return write(`${paint(BOLD, `${holds ? '✓ holds' : '✗ fails'}  ${check}`)}: ${value} (must be: ${expected})\n`);
      }
    }
  };
}

/** Whether to colour: not into a file or a pipe, and not where NO_COLOR asks for none. */
export function wantsColours(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && !process.env['NO_COLOR'];
}

function problemLines({ title, cause, mend, where }: Problem): string[] {
  const place = where ? ` (${where.file}${where.line === null ? '' : `:${where.line}`})` : '';
  return [`! ${title}${place}`, `  ${cause}`, `  ${mend}`];
}

function readingText({ measure, value, of, strip }: Reading): string {
  return `${measure}: ${value}${of === null ? '' : ` of ${of}`}${strip === null ? '' : `  [${strip.join(' ')}]`}`;
}
