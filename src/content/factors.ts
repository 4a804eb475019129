/** One of the twelve factors. The claims are ours; the factors are those of 12factor.net. */
export interface Factor {
  number: number;
  /** Roman numeral, as the factor is usually cited. */
  numeral: string;
  name: string;
  /** What the factor asks for, in one sentence. */
  claim: string;
  /** Names its chapter's file and address, and its example's directory. */
  slug: string;
}

export const factors: readonly Factor[] = [
  {
    number: 1,
    numeral: 'I',
    name: 'Codebase',
    claim: 'An app is one codebase under version control, and every deploy runs some commit of it.',
    slug: '01-codebase',
  },
  {
    number: 2,
    numeral: 'II',
    name: 'Dependencies',
    claim: 'The app declares every dependency exactly and runs isolated from whatever else the machine has.',
    slug: '02-dependencies',
  },
  {
    number: 3,
    numeral: 'III',
    name: 'Config',
    claim: 'What varies between deploys is kept out of the code and read from the environment.',
    slug: '03-config',
  },
  {
    number: 4,
    numeral: 'IV',
    name: 'Backing services',
    claim: 'Databases, queues and mail are attached resources that can be swapped by changing a URL.',
    slug: '04-backing-services',
  },
  {
    number: 5,
    numeral: 'V',
    name: 'Build, release, run',
    claim: 'Code becomes a build, a build plus config becomes a numbered release, and only releases run.',
    slug: '05-build-release-run',
  },
  {
    number: 6,
    numeral: 'VI',
    name: 'Processes',
    claim: 'The app runs as stateless processes; whatever must outlive a request is kept in a backing service.',
    slug: '06-processes',
  },
  {
    number: 7,
    numeral: 'VII',
    name: 'Port binding',
    claim: 'The app brings its own server and offers its service by listening on a port.',
    slug: '07-port-binding',
  },
  {
    number: 8,
    numeral: 'VIII',
    name: 'Concurrency',
    claim: 'Different kinds of work are different process types, and each is scaled by running more of it.',
    slug: '08-concurrency',
  },
  {
    number: 9,
    numeral: 'IX',
    name: 'Disposability',
    claim: 'Processes start fast, stop gracefully, and lose nothing when they are killed.',
    slug: '09-disposability',
  },
  {
    number: 10,
    numeral: 'X',
    name: 'Dev/prod parity',
    claim: 'Development, staging and production stay close in time, people and tools.',
    slug: '10-dev-prod-parity',
  },
  {
    number: 11,
    numeral: 'XI',
    name: 'Logs',
    claim: 'The app writes events to stdout and leaves it to its environment to keep and route them.',
    slug: '11-logs',
  },
  {
    number: 12,
    numeral: 'XII',
    name: 'Admin processes',
    claim: 'One-off tasks run as processes of the same release and config as the app itself.',
    slug: '12-admin-processes',
  },
];

/**
 * @param number from 1 to 12
 * @throws Error when there is no such factor
 */
export function factorByNumber(number: number): Factor {
  const factor = factors[number - 1];
  if (!factor) throw new Error(`There is no factor ${number}: factors are numbered from 1 to 12.`);
  return factor;
}

/** A factor that is only proposed, with an example all the same. */
export const proposed = { name: 'Identity', path: 'beyond/#identity' };

/** What an example is about, by its factor's number: "VI Processes". */
export function factorLabel(number: number | null): string {
  if (number === null) return `Proposed: ${proposed.name}`;
  const { numeral, name } = factorByNumber(number);
  return `${numeral} ${name}`;
}
