import assert from 'node:assert/strict';
import test from 'node:test';
import type { WebContainer, WebContainerProcess } from '@webcontainer/api';
import { BootError, boot } from '../../container/index.ts';
import type { ContainerProcess, EmbeddedContainer } from '../../container/index.ts';

/** What a lab uses of WebContainer, where ours takes less of it: fewer events, and text in UTF-8 only. */
interface Narrower {
  on(event: 'port', listener: (port: number, type: 'open' | 'close', url: string) => void): () => void;
  on(event: 'server-ready', listener: (port: number, url: string) => void): () => void;
  on(event: 'error', listener: (error: { message: string }) => void): () => void;
  fs: {
    readFile(path: string): Promise<Uint8Array>;
    readFile(path: string, encoding: 'utf8' | 'utf-8'): Promise<string>;
    readdir(path: string): Promise<string[]>;
    readdir(path: string, options: { withFileTypes: true }): Promise<{ name: string; isDirectory(): boolean }[]>;
    watch(
      path: string,
      listener: (event: 'rename' | 'change', filename: string | Uint8Array) => void,
    ): { close(): void };
  } & Pick<WebContainer['fs'], 'writeFile' | 'mkdir' | 'rm' | 'rename'>;
}
type Same = Pick<WebContainer, 'mount' | 'spawn' | 'teardown' | 'workdir' | 'path'>;

// The compiler is the judge of these: a line stops compiling when the shapes part.
export const ours = (container: EmbeddedContainer): Same & Narrower => container;
export const theirs = (container: WebContainer): Same & Narrower => container;
export const program = (process: ContainerProcess): WebContainerProcess => process;

test('where nothing is isolated, booting says what is missing', async () => {
  await assert.rejects(boot(), (error) => {
    assert.ok(error instanceof BootError);
    assert.equal(error.code, 'not-isolated');
    assert.match(error.message, /Cross-Origin-Opener-Policy: same-origin/);
    return true;
  });
});

test('a working directory that is no name is refused', async () => {
  await assert.rejects(boot({ workdirName: '../etc' }), TypeError);
});
