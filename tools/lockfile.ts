import { z } from 'zod';

const dependencies = z.record(z.string(), z.string()).default({});

const lockfile = z.object({
  lockfileVersion: z.literal(3, 'must be 3: write it with npm 7 or later'),
  packages: z.record(
    z.string().describe('where the package lies; "" is the project itself'),
    z.object({
      link: z.boolean().default(false).describe('a link to a workspace'),
      resolved: z.string().optional(),
      dependencies,
      devDependencies: dependencies,
      optionalDependencies: dependencies,
      peerDependencies: dependencies,
      peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().default(false) })).default({}),
    }),
  ),
});

type Packages = z.infer<typeof lockfile>['packages'];

/**
 * What is wrong with a package-lock.json. npm drops the packages of other platforms from it when a registry lacks them,
 * without a word, and `npm ci` then fails or falls short on those platforms; and it writes down the address of whatever
 * registry it used, which other machines may not reach.
 *
 * @param content the file's text
 * @returns one line a problem; empty when the file is complete
 */
export function lockfileProblems(content: string): string[] {
  const parsed = lockfile.safeParse(JSON.parse(content));
  if (!parsed.success) return [z.prettifyError(parsed.error)];
  const { packages } = parsed.data;
  const problems: string[] = [];
  for (const [place, entry] of Object.entries(packages)) {
    if (entry.link) continue;
    if (entry.resolved) {
      problems.push(
        `${place} names its registry (${entry.resolved}): set omit-lockfile-registry-resolved=true in .npmrc`,
      );
    }
    const ownProject = !place.includes('node_modules/');
    const needed = {
      ...Object.fromEntries(
        Object.entries(entry.peerDependencies).filter(([name]) => !entry.peerDependenciesMeta[name]?.optional),
      ),
      ...(ownProject ? entry.devDependencies : {}),
      ...entry.optionalDependencies,
      ...entry.dependencies,
    };
    for (const [name, range] of Object.entries(needed)) {
      if (!resolves(packages, place, name))
        problems.push(`${name}@${range}, wanted by ${place || 'the project'}, is missing`);
    }
  }
  return problems;
}

/** Looks as Node does: in node_modules beside the package, then in that of each folder above. */
function resolves(packages: Packages, from: string, name: string): boolean {
  for (let place = from; ; place = parent(place)) {
    if (Object.hasOwn(packages, `${place ? `${place}/` : ''}node_modules/${name}`)) return true;
    if (place === '') return false;
  }
}

/** The folder above, or '' at the top; above node_modules/@scope/name is what holds node_modules. */
function parent(place: string): string {
  const nested = place.lastIndexOf('node_modules/');
  return nested > 0 ? place.slice(0, nested - 1) : '';
}
