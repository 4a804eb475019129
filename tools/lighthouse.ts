/**
 * `npm run lighthouse`: Lighthouse's scores of a page of each kind, on a phone and on a desktop; each is the median of
 * three runs. `-- --json` prints them as `{pages: [{page, device, scores}]}`, `-- --page chapters/config` measures one
 * page, `-- --publish` writes the table into docs/lighthouse.md. Exits with 1 when a score is below 100.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ISOLATION_HEADERS } from '../container/testing/server.ts';
import { serveSite } from '../tests/browser/site-server.ts';
import { chromiumOptions } from './chromium.ts';
import { install } from './install.mjs';
import { publishBelow } from './published.ts';
import { root, run, say } from './run.mjs';

const PAGES = ['', 'chapters/03-config/', 'search/', 'courses/new-engineer/'];
const DEVICES = { phone: [], desktop: ['--preset=desktop'] };
const RUNS = 3;
/** Now and then Lighthouse misses the start of the page, and asks to be run again. */
const TRIES = 3;
const FULL = 100;

/** What is read of Lighthouse's report. */
const report = z.object({
  lighthouseVersion: z.string(),
  runtimeError: z.object({ message: z.string() }).optional(),
  categories: z.record(
    z.string(),
    z.object({
      title: z.string(),
      score: z.number({ error: 'Lighthouse could not measure it' }),
      auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
    }),
  ),
  audits: z.record(z.string(), z.object({ title: z.string(), score: z.number().nullable() })),
});
type Report = z.infer<typeof report>;

interface Measured {
  page: string;
  device: string;
  /** From 0 to 100, by the category's title. */
  scores: Record<string, number>;
  /** What took points off in any run. */
  faults: string[];
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    page: { type: 'string' },
    publish: { type: 'boolean', default: false },
  },
});
const folder = join(root, 'tools/lighthouse');
await install(folder, 'Lighthouse (176 MB)');

// As docs/hosting.md advises. Without the headers the service worker supplies them, by loading the first page again.
const server = await serveSite({ headers: ISOLATION_HEADERS, compressed: true });
const measured: Measured[] = [];
let version = '';
try {
  for (const page of values.page === undefined ? PAGES : [values.page]) {
    for (const [device, options] of Object.entries(DEVICES)) {
      say(`${page || 'home'} on a ${device}`);
      const runs: Report[] = [];
      while (runs.length < RUNS) runs.push(await lighthouse(`${server.url}${page}`, options));
      version = runs[0]!.lighthouseVersion;
      measured.push(summary(page || 'home', device, runs));
    }
  }
} finally {
  await server.stop();
}
if (values.json) console.log(JSON.stringify({ pages: measured }));
else console.log(table());
if (values.publish) {
  await publishBelow(
    'docs/lighthouse.md',
    'npm run lighthouse -- --publish',
    table(),
    `, Lighthouse ${version}, median of ${RUNS} runs`,
  );
}
process.exitCode = measured.some(({ scores }) => Object.values(scores).some((score) => score < FULL)) ? 1 : 0;

/** One run that came to its end. */
async function lighthouse(url: string, options: string[]): Promise<Report> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await runOnce(url, options);
    } catch (error) {
      if (left === 0) throw error;
      say(`again: ${(error as Error).message}`);
    }
  }
}

/** In a browser of its own. */
async function runOnce(url: string, options: string[]): Promise<Report> {
  const { executablePath, chromiumSandbox } = chromiumOptions();
  const flags = ['--headless=new', ...(chromiumSandbox ? [] : ['--no-sandbox'])].join(' ');
  const program = join(folder, 'node_modules/lighthouse/cli/index.js');
  const args = [program, url, '--output=json', '--quiet', `--chrome-flags=${flags}`, ...options];
  let output = '';
  const code = await run(process.execPath, args, {
    env: { ...process.env, CHROME_PATH: executablePath },
    onStdout: (text) => void (output += text),
  });
  if (code !== 0) throw new Error(`Lighthouse ended with exit code ${code} on ${url}; its message is above.`);
  const told = report.parse(JSON.parse(output));
  if (told.runtimeError) throw new Error(`Lighthouse on ${url}: ${told.runtimeError.message}`);
  return told;
}

function summary(page: string, device: string, runs: Report[]): Measured {
  const scores = Object.entries(runs[0]!.categories).map(([id, { title }]) => [
    title,
    Math.round(100 * median(runs.map(({ categories }) => categories[id]!.score))),
  ]);
  const faults = runs.flatMap(({ categories, audits }) =>
    Object.values(categories)
      .flatMap(({ score, auditRefs }) =>
        score === 1 ? [] : auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9),
      )
      .map(({ id }) => `${id}: ${audits[id]!.title}`),
  );
  return { page, device, scores: Object.fromEntries(scores) as Record<string, number>, faults: [...new Set(faults)] };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

/** In Markdown, with what took points off below it. */
function table(): string {
  const titles = Object.keys(measured[0]!.scores);
  return [
    `| Page | Device | ${titles.join(' | ')} |`,
    `| --- | --- |${' ---: |'.repeat(titles.length)}`,
    ...measured.map(({ page, device, scores }) => `| ${[page, device, ...Object.values(scores)].join(' | ')} |`),
    '',
    ...measured.flatMap(({ page, device, faults }) => faults.map((fault) => `- ${page}, ${device}: ${fault}`)),
  ].join('\n');
}
