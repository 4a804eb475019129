/** What a prompt of the terminal's shell ends with: the mark by which terminals know one (OSC 133). */
export const PROMPT_END = '\x1b]133;B\x07';
/** The prompt: the directory's name. */
export const PS1 = `\${PWD##*/} $ ${PROMPT_END}`;

/** What one piece of output does to the screen. */
export interface Change {
  /** Everything before it is wiped away. */
  cleared: boolean;
  /** Lines that are complete now. */
  lines: string[];
  /** The shell waits for a command. */
  prompted: boolean;
}

const CLEAR = /\x1b\[[23]J/;
// Sequences that a terminal obeys and does not show, and one that has only begun.
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\^_]/g;
const BEGUN = /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?)?$/;

/** Output of programs as lines of text: sequences are taken out, `\r` writes over what stands in the line. */
export class Screen {
  /** The last line, which has no end yet: the prompt, as a rule. */
  partial = '';
  #begun = '';

  write(text: string): Change {
    let all = this.#begun + text;
    const begun = BEGUN.exec(all);
    this.#begun = begun?.[0] ?? '';
    if (begun) all = all.slice(0, begun.index);
    const at = all.lastIndexOf(PROMPT_END);
    const prompted = at >= 0 && all.slice(at + PROMPT_END.length) === '';
    const pieces = all.split(CLEAR);
    const cleared = pieces.length > 1;
    if (cleared) this.partial = '';
    const lines = (this.partial + pieces.at(-1)!.replace(SEQUENCES, '')).split('\n');
    this.partial = lines.pop()!;
    return { cleared, lines: lines.map(overwritten), prompted };
  }
}

/** `50%\r100%` is `100%`. */
function overwritten(line: string): string {
  return line
    .replace(/\r+$/, '')
    .split('\r')
    .reduce((before, after) => after + before.slice(after.length), '');
}
