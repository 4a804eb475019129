import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { LOCALHOST } from './addresses.ts';
import type { Capabilities } from './protocol.ts';

/** How long each probe may take, in milliseconds. */
const LIMIT = 3_000;
const COMMAND = 'probe-of-path';

/**
 * Finds out what the system can do that experiments need, by doing it. Costs some hundred milliseconds, so it is for
 * systems that are not known.
 * @param directory an empty one, for a command to find
 */
export async function probeCapabilities(directory: string): Promise<Capabilities> {
  const [connections, path] = await Promise.all([inTime(probeConnections()), inTime(probePath(directory))]);
  return { loopback: connections !== null, keepAlive: connections?.kept ?? false, path: path ?? false };
}

/** What is missing, in words; empty when nothing is. */
export function missing({ loopback, keepAlive, path }: Capabilities): string[] {
  return [
    ...(loopback ? [] : ['no TCP connections between its processes']),
    ...(keepAlive ? [] : ['no connections that stay open between two requests']),
    ...(path ? [] : ['no commands on a PATH that a process is given']),
  ];
}

/** Two requests to a server of its own; whether the second one came over the first one's connection. */
async function probeConnections(): Promise<{ kept: boolean }> {
  const server = createServer((_request, response) => response.end('here'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, LOCALHOST, resolve));
    const { port } = server.address() as AddressInfo;
    await ask(port, agent);
    return { kept: await ask(port, agent) };
  } finally {
    agent.destroy();
    server.close();
  }
}

/** Settles with whether the connection was used before. */
function ask(port: number, agent: Agent): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = get({ host: LOCALHOST, port, agent }, (response: IncomingMessage) => {
      response.resume().once('end', () => resolve(request.reusedSocket));
    });
    request.once('error', reject);
  });
}

/** Whether a command is found that lies in a directory of the PATH that it is started with. */
function probePath(directory: string): Promise<boolean> {
  const file = join(directory, COMMAND);
  writeFileSync(file, '#!/usr/bin/env node\n');
  chmodSync(file, 0o755);
  const PATH = [directory, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(COMMAND, [], { stdio: 'ignore', env: { PATH } });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** What a probe comes to; null when it fails or takes too long. */
async function inTime<T>(probe: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), LIMIT)));
  return Promise.race([probe.catch(() => null), late]).finally(() => clearTimeout(timer));
}
