import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { serve } from '../../serve.js';

// Written at once, so that lines of one logger do not overtake those of another.
const stdout = pino.destination({ fd: 1, sync: true });
const log = pino(
  {
    level: 'debug',
    base: { service: 'shop' },
    redact: { paths: ['password', 'user.card', 'list[*].key'], censor: '(hidden)' },
    serializers: { user: ({ name, card }) => ({ name, card }) },
    mixin: () => ({ mixed: true }),
  },
  stdout,
);
/** As it is by default: written when the loop comes round. */
const plain = pino({ base: null, formatters: { level: (label) => ({ level: label }) }, messageKey: 'text' });
let told = 0;

serve({
  'POST /orders': ({ body }) => {
    const child = log.child({ request: ++told });
    child.info({ ...body, password: 'p', list: [{ key: 1 }, { key: 2 }] }, 'order %d of %s', told, 'today');
    child.child({ more: 1 }, { redact: ['address'], level: 'trace' }).trace({ address: 'Main Street' });
    child.trace('below the level');
    return { told };
  },
  'POST /fails': () => {
    try {
      JSON.parse('{');
    } catch (error) {
      log.error(error, 'could not read');
      log.child({ module: 'parser' }).fatal({ err: error });
    }
  },
  'POST /level': ({ body }) => {
    log.level = body.level;
    log.info('told at info');
    log.warn('told at warn');
    return { enabled: log.isLevelEnabled('info'), label: log.levels.labels[log.levelVal] };
  },
  'POST /plain': async () => {
    const circle = {};
    circle.circle = circle;
    plain.warn({ big: 10n ** 20n, circle }, 'a text');
    await new Promise((resolve) => plain.flush(resolve));
  },
  'POST /transport': async () => {
    const destination = join(mkdtempSync(join(tmpdir(), 'log-')), 'log');
    const transport = pino.transport({ target: 'pino/file', options: { destination } });
    await new Promise((resolve, reject) => transport.once('ready', resolve).once('error', reject));
    const other = pino({ base: null, timestamp: false }, transport);
    other.info('by a transport');
    await new Promise((resolve) => other.flush(resolve));
    return readFileSync(destination, 'utf8');
  },
});
