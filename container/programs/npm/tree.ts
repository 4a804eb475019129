import semver from 'semver';
import { NpmFailure } from './failure.ts';
import { runsHere, wantedBy, type LockEntry, type Published } from './manifest.ts';
import { ancestors, child, ownerOf } from './paths.ts';
import type { Registry } from './registry.ts';

/** Where each package goes: its path (`node_modules/a/node_modules/b`) → what it is, as a lockfile has it. */
export type Tree = Map<string, LockEntry>;

/** What is to be installed, and what is known already. */
export interface TreeOptions {
  wanted: Record<string, string>;
  /** Those of `wanted` that may fail. */
  optional: ReadonlySet<string>;
  registry: Pick<Registry, 'pick'>;
  /** The lockfile's packages: a version that it has is kept where it fits. */
  locked: Record<string, LockEntry>;
  /** Whether a package's dependencies may lie beside it, or must lie in it, as with what is installed globally. */
  hoist: boolean;
}

interface Edge {
  from: string;
  name: string;
  range: string;
  to: string;
}

/**
 * Finds versions for everything that is wanted, and for what that wants, and a place for each: as high up as nothing
 * there is in the way.
 * @throws NpmFailure when something cannot be found
 */
export async function resolveTree({ wanted, optional, registry, locked, hoist }: TreeOptions): Promise<Tree> {
  const tree: Tree = new Map();
  const edges: Edge[] = [];
  const queue: { from: string; wants: Record<string, string>; optional: ReadonlySet<string> }[] = [
    { from: '', wants: wanted, optional },
  ];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { from, wants } = next;
    for (const [name, range] of Object.entries(wants).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const there = visible(tree, from, name);
      if (there !== null && fits(tree.get(there)?.version, range)) {
        edges.push({ from, name, range, to: there });
        continue;
      }
      const entry = await pick(name, range, from, next.optional.has(name));
      if (entry === null) continue;
      const to = place(from, name, entry.version ?? '', there);
      tree.set(to, entry);
      edges.push({ from, name, range, to });
      queue.push({
        from: to,
        wants: wantedBy(entry),
        optional: new Set(Object.keys(entry.optionalDependencies ?? {})),
      });
    }
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));

  /** Null for an optional package that cannot be had, or is for another system. */
  async function pick(name: string, range: string, from: string, mayFail: boolean): Promise<LockEntry | null> {
    const kept = lockedVersion(locked, from, name);
    if (kept && fits(kept.version, range)) return runsHere(kept) || !mayFail ? kept : null;
    try {
      const published = await registry.pick(name, range);
      if (!runsHere(published)) {
        if (mayFail) return null;
        throw new NpmFailure('EBADPLATFORM', `${name}@${published.version} is not for ${process.platform}.`);
      }
      return toLockEntry(published, mayFail);
    } catch (error) {
      if (mayFail && error instanceof NpmFailure && error.code !== 'ENETUNREACH') return null;
      throw error;
    }
  }

  /** The highest place that `from` sees, below whatever other version it sees now, that hides nothing from others. */
  function place(from: string, name: string, version: string, inTheWay: string | null): string {
    const chain = ancestors(from);
    const top = inTheWay === null ? 0 : chain.indexOf(ownerOf(inTheWay)) + 1;
    const lowest = hoist ? top : Math.max(top, Math.min(1, chain.length - 1));
    for (const parent of chain.slice(lowest)) {
      const path = child(parent, name);
      if (!tree.has(path) && edges.every((edge) => !hides(path, parent, edge, name, version))) return path;
    }
    return child(from, name);
  }
}

/** Whether a package at `path` would come before the one that an edge found, and not fit it. */
function hides(path: string, parent: string, edge: Edge, name: string, version: string): boolean {
  if (edge.name !== name || edge.to === path) return false;
  const below = parent === '' || edge.from === parent || edge.from.startsWith(`${parent}/`);
  return below && ownerOf(edge.to).length < parent.length && !fits(version, edge.range);
}

/** Whether a version is what a range asks for. What is no range, a tag say, is taken as it is. */
export function fits(version: string | undefined, range: string): boolean {
  return version !== undefined && (semver.satisfies(version, range) || semver.validRange(range) === null);
}

/** Where Node finds a package from a place in the tree; null when nowhere. */
export function visible(tree: Pick<Tree, 'has'>, from: string, name: string): string | null {
  const chain = ancestors(from).reverse();
  return chain.map((parent) => child(parent, name)).find((path) => tree.has(path)) ?? null;
}

function lockedVersion(locked: Record<string, LockEntry>, from: string, name: string): LockEntry | null {
  const path = visible({ has: (candidate) => Object.hasOwn(locked, candidate) }, from, name);
  return path === null ? null : (locked[path] ?? null);
}

/** What a lockfile keeps of a published version. */
function toLockEntry(published: Published, optional: boolean): LockEntry {
  const { version, dist, dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = published;
  const { bin, os, cpu } = published;
  const integrity = dist.integrity ?? (dist.shasum && `sha1-${Buffer.from(dist.shasum, 'hex').toString('base64')}`);
  const entry: LockEntry = {
    version,
    resolved: dist.tarball,
    integrity,
    ...(optional && { optional }),
    dependencies,
    optionalDependencies,
    peerDependencies,
    peerDependenciesMeta,
    bin,
    os,
    cpu,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as LockEntry;
}
