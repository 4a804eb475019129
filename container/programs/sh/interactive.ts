import { parse } from 'unbash';
import { Shell } from './interpreter.ts';
import { JobControl } from './job-control.ts';
import { Keyboard } from './keyboard.ts';
import { Leaving, ShellError, type ShellState } from './state.ts';

const PROMPTS = { PS1: '$ ', PS2: '> ' };

/**
 * Reads commands line by line as somebody types them, and carries them out. Survives SIGINT, which ends what runs in
 * front, and SIGTERM, as interactive shells do.
 *
 * @returns the exit code, once the input has ended or somebody said `exit`
 */
export async function interact(state: ShellState): Promise<number> {
  const control = new JobControl();
  const keyboard = new Keyboard(process.stdin, () => control.interrupt());
  process.on('SIGINT', () => keyboard.interrupt());
  process.on('SIGTERM', () => undefined);
  const shell = new Shell(state, { stdin: keyboard, stdout: 1, stderr: 2 }, control);
  let text = '';
  for (;;) {
    control.begin();
    shell.write(await prompt(shell, text === '' ? 'PS1' : 'PS2'), 2);
    const typed = await keyboard.next();
    if (typed === 'end' && text === '') return shell.leave(state.status);
    if (typed === 'interrupt') {
      text = '';
      continue;
    }
    text += typed === 'end' ? '' : typed.line;
    const script = parse(text);
    // What is not finished yet goes on in the next line.
    if (
      typed !== 'end' &&
      script.errors?.some(({ pos, message }) => pos >= text.trimEnd().length || message.startsWith('unterminated'))
    )
      continue;
    text = '';
    try {
      state.status = await told(shell, () => shell.script(script));
    } catch (error) {
      if (error instanceof Leaving) return shell.leave(error.count); // By `exit`.
      throw error;
    }
  }
}

/** Carries out one command line; an error and Ctrl-C end it, and not the shell. */
async function told(shell: Shell, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Leaving && error.kind !== 'exit') return error.count;
    if (!(error instanceof ShellError)) throw error;
    shell.complain(error.message);
    return error.status;
  }
}

/** The prompt is expanded each time that it is shown: `PS1='$PWD $ '`. */
async function prompt(shell: Shell, name: 'PS1' | 'PS2'): Promise<string> {
  const text = shell.state.get(name) ?? PROMPTS[name];
  const [statement] = parse(`"${text}"`).commands;
  const word = statement?.command.type === 'Command' ? statement.command.name : undefined;
  return word?.parts ? shell.expander.parts(word.parts) : text;
}
