import { isDeepStrictEqual } from 'node:util';
import type { Limit } from './limits.ts';
import type { Step } from './measure.ts';

/** What became of one package. */
export interface Row {
  package: string;
  version: string;
  /** Steps that were compared, or looked at on one engine. */
  asked: number;
  /** Steps that were as they should be. */
  same: number;
  limits: Limit[];
  /** What went wrong; empty when all is as it should be. */
  problems: string[];
}

/** What one engine gave for a package: steps, or how it came to nothing; undefined when it was not asked. */
type Given = Step[] | string | undefined;

/**
 * Looks whether each engine gave the statuses that were wanted, and the container what Node gave.
 * @param limits what is known to differ in the container
 */
export function compare(name: string, version: string, given: { node: Given; container: Given }, limits: Limit[]): Row {
  const problems: string[] = [];
  const row = { package: name, version, asked: 0, same: 0, limits, problems };
  for (const [engine, each] of Object.entries(given)) if (typeof each === 'string') problems.push(`${engine}: ${each}`);
  if (problems.length > 0) return row;

  const node = given.node as Step[] | undefined;
  const container = given.container as Step[] | undefined;
  const isLimit = (step: Step | undefined) => limits.some(({ asked }) => asked === step?.asked);
  const found = new Set<string>();
  const asked = Math.max(node?.length ?? 0, container?.length ?? 0);
  let same = 0;
  for (let at = 0; at < asked; at++) {
    const [theirs, ours] = [node?.[at], container?.[at]];
    const wrong = [...unwanted('node', theirs), ...unwanted('container', ours)];
    if (node && container && !isDeepStrictEqual(theirs, ours)) wrong.push(difference(theirs, ours));
    if (wrong.length === 0) same++;
    else if (container && isLimit(ours)) found.add(ours!.asked);
    else problems.push(...wrong);
  }
  const gone = container ? limits.filter(({ asked }) => !found.has(asked)) : [];
  problems.push(...gone.map(({ asked }) => `${asked} does not differ any more: take it out of limits.ts.`));
  return { ...row, asked, same };
}

function unwanted(engine: string, step: Step | undefined): string[] {
  const { wanted, answer } = step ?? {};
  if (wanted === undefined || (answer as { status?: number } | undefined)?.status === wanted) return [];
  return [`${engine}: ${step?.asked} is to be answered with ${wanted}, and was with ${JSON.stringify(answer)}`];
}

/** In the manner of diff: `-` Node's, `+` the container's. */
function difference(theirs: Step | undefined, ours: Step | undefined): string {
  return [(theirs ?? ours)?.asked, `- ${JSON.stringify(theirs?.answer)}`, `+ ${JSON.stringify(ours?.answer)}`].join(
    '\n',
  );
}
