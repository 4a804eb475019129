import type { Engines } from './engine.ts';
import { api } from './api/engine.ts';
import { keyValue } from './kv/engine.ts';
import { mail } from './mail/engine.ts';
import { postgres } from './postgres/engine.ts';
import { registry } from './registry/engine.ts';

/** The kinds of backing services that the platform has. */
export const engines: Engines = {
  'key-value': keyValue,
  queue: keyValue,
  postgres,
  mail,
  registry,
  api,
};
