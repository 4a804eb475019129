import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LIMIT } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { TestFile } from './suite.ts';

/** Runs a test file on the Node that runs this. */
export function runOnNode(directory: string, file: TestFile, serial: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...file.flags, join(directory, file.path)], {
      cwd: directory,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...file.env, TEST_SERIAL_ID: String(serial) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what the file leaves behind ends with it.
      detached: true,
    });
    let output = '';
    let late = false;
    const end = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    };
    const timer = setTimeout(() => {
      late = true;
      end();
    }, LIMIT);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      end();
      resolve({ code, output, late });
    });
  });
}
