import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Redirection } from 'unbash';
import type { Expander } from './expand.ts';
import { ShellError, type ShellState, type Streams } from './state.ts';

const FLAGS: Record<string, string> = { '>': 'w', '>|': 'w', '>>': 'a', '<': 'r', '<>': 'a+', '&>': 'w', '&>>': 'a' };
const NAMES = ['stdin', 'stdout', 'stderr'] as const;

/** Streams with redirections applied. */
export interface Redirected {
  streams: Streams;
  /** Lets go of the files that were opened. */
  close(): void;
}

/**
 * Applies redirections from left to right.
 * @throws ShellError when a file cannot be opened
 */
export async function redirect(
  redirections: readonly Redirection[],
  streams: Streams,
  state: ShellState,
  expander: Expander,
): Promise<Redirected> {
  const next = { ...streams };
  const opened: number[] = [];
  const close = () => opened.splice(0).forEach((fd) => closeSync(fd));
  try {
    for (const redirection of redirections) {
      if (redirection.descriptor?.type === 'FileDescriptorVariable')
        throw new ShellError('{name}> is not part of sh', 2);
      const number = redirection.descriptor?.value ?? (redirection.operator.startsWith('<') ? 0 : 1);
      if (redirection.type !== 'Redirect') {
        next.stdin = textSource(
          redirection.type === 'HereString'
            ? `${await expander.text(redirection.target)}\n`
            : await hereDocument(redirection, expander),
        );
        continue;
      }
      const target = await expander.text(redirection.target);
      const duplicates = redirection.operator === '>&' || redirection.operator === '<&';
      if (duplicates && target !== '-') {
        duplicate(next, number, target);
        continue;
      }
      // A descriptor that is closed is nothing to read from or write to. Node gives its programs /dev/null there itself.
      const fd = duplicates
        ? open('/dev/null', target, 'r+', state.umask)
        : open(resolve(state.cwd, target), target, FLAGS[redirection.operator] ?? 'w', state.umask);
      opened.push(fd);
      if (redirection.operator.startsWith('&>')) Object.assign(next, { stdout: fd, stderr: fd });
      else assign(next, number, fd);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { streams: next, close };
}

function assign(streams: Streams, number: number, fd: number): void {
  const name = NAMES[number];
  if (name === undefined) throw new ShellError(`${number}: only descriptors 0, 1 and 2 can be redirected here`);
  streams[name] = fd;
}

function duplicate(streams: Streams, number: number, target: string): void {
  const from = NAMES[number];
  const to = NAMES[Number(target)];
  if (from === undefined || to === undefined) throw new ShellError(`${target}: bad file descriptor`);
  if (from === 'stdin' || to === 'stdin') {
    if (from !== to) throw new ShellError(`${target}: bad file descriptor`);
  } else streams[from] = streams[to];
}

function open(path: string, shown: string, flags: string, umask: number): number {
  process.umask(umask);
  try {
    return openSync(path, flags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ShellError(`${shown}: No such file or directory`);
    if (code === 'EISDIR') throw new ShellError(`${shown}: Is a directory`);
    if (code === 'EACCES') throw new ShellError(`${shown}: Permission denied`);
    throw error;
  }
}

async function hereDocument(node: Extract<Redirection, { type: 'HereDoc' }>, expander: Expander): Promise<string> {
  const text = node.body.parts ? await expander.parts(node.body.parts) : node.body.text;
  return node.operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
}

function textSource(text: string): PassThrough {
  const stream = new PassThrough();
  stream.end(text);
  return stream;
}
