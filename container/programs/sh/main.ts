/**
 * A POSIX-like shell for the container. Programs that it starts are processes; its own commands, loops, functions and
 * subshells happen in its own process. The kernel runs it as `/bin/sh`.
 */
import { readFileSync } from 'node:fs';
import { parse, type ParsedScript } from 'unbash';
import { builtins } from './builtins.ts';
import { interact } from './interactive.ts';
import { Shell } from './interpreter.ts';
import { Leaving, ShellError, ShellState } from './state.ts';

const STREAMS = { stdin: 0, stdout: 1, stderr: 2 };

/** Carries out a text; a syntax error and `exit` are told by the code. */
async function run(shell: Shell, script: ParsedScript): Promise<number> {
  try {
    return await shell.script(script);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    shell.complain(error.message);
    return error.status;
  }
}

/** What `-c` gives: one program and nothing after it takes the shell's place, since the shell has nothing left to do. */
function parseCommands(code: string): ParsedScript {
  const script = parse(code);
  const [only, ...others] = script.commands;
  if (only?.command.type !== 'Command' || others.length > 0 || only.background) return script;
  const { name, prefix } = only.command;
  return name && prefix.length === 0 && !(name.value in builtins) ? parse(`exec ${code}`) : script;
}

async function main([name = 'sh', ...args]: string[]): Promise<void> {
  const state = ShellState.ofEnvironment(process.env);
  if (args[0] === '-i') process.exit(await interact(state));
  let script: () => ParsedScript;
  if (args[0] === '-c') {
    const [, code = '', given = name, ...positional] = args;
    Object.assign(state, { name: given, positional });
    script = () => parseCommands(code);
  } else if (args[0] !== undefined && !args[0].startsWith('-')) {
    const [file, ...positional] = args;
    Object.assign(state, { name: file, positional });
    script = () => parse(readFileSync(file, 'utf8'));
  } else {
    script = () => parse(readFileSync(0, 'utf8'));
  }
  const shell = new Shell(state, STREAMS);
  try {
    process.exitCode = await shell.leave(await run(shell, script()));
  } catch (error) {
    if (!(error instanceof Leaving)) throw error;
    process.exit(await shell.leave(error.count));
  }
}

void main(process.argv.slice(1));
