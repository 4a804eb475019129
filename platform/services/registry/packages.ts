import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digests, manifestOf, packTarball, type PackageFiles } from './tarball.ts';

/** One version of a package, ready to be handed out. */
export interface Published {
  name: string;
  version: string;
  /** Its package.json. */
  manifest: Record<string, unknown>;
  tarball: Buffer;
}

/** The name and version could not be read, or are there already. */
export class PublishError extends Error {}

/** What a registry holds. */
export class Packages {
  readonly #versions = new Map<string, Map<string, Published>>();

  /** All versions of all packages, in the order of publishing. */
  get all(): Published[] {
    return [...this.#versions.values()].flatMap((versions) => [...versions.values()]);
  }

  /** @throws PublishError when that version is there: a published version never changes */
  add(published: Published): void {
    const { name, version } = published;
    const versions = this.#versions.get(name) ?? new Map<string, Published>();
    if (versions.has(version)) throw new PublishError(`${name}@${version} is published already`);
    this.#versions.set(name, versions.set(version, published));
  }

  clear(): void {
    this.#versions.clear();
  }

  tarball(name: string, version: string): Buffer | null {
    return this.#versions.get(name)?.get(version)?.tarball ?? null;
  }

  /** What npm reads of a package; null when there is none of that name. The newest is the one published last. */
  packument(name: string, base: string): object | null {
    const versions = this.#versions.get(name);
    if (!versions) return null;
    const described = [...versions.values()].map(({ version, manifest, tarball }) => {
      const file = `${name.split('/').at(-1)}-${version}.tgz`;
      const dist = { tarball: `${base}/${name}/-/${file}`, ...digests(tarball) };
      return [version, { ...manifest, _id: `${name}@${version}`, dist }] as const;
    });
    const latest = described.at(-1)?.[0];
    return { _id: name, name, 'dist-tags': { latest }, versions: Object.fromEntries(described) };
  }
}

/** Packs a package. @throws PublishError when its package.json does not say what it is */
export function toPublish(files: PackageFiles): Published {
  return { ...described(files['package.json'] ?? null), tarball: packTarball(files) };
}

/**
 * Reads packages from a directory, sorted by the names in it, whatever they are: a folder with the files of one version
 * of one package, or a tarball (`.tgz`) that npm packed, which is handed out as it is.
 * @throws PublishError that names the folder or file which is no package
 */
export function readPackages(directory: string): Published[] {
  return readdirSync(directory)
    .sort()
    .map((name) => {
      try {
        const path = join(directory, name);
        return name.endsWith('.tgz') ? packed(readFileSync(path)) : toPublish(readFiles(path, ''));
      } catch (error) {
        throw new PublishError(`${name}: ${(error as Error).message}`, { cause: error });
      }
    });
}

function packed(tarball: Buffer): Published {
  return { ...described(manifestOf(tarball)), tarball };
}

function described(packageJson: string | null): Pick<Published, 'name' | 'version' | 'manifest'> {
  const manifest: unknown = JSON.parse(packageJson ?? 'null');
  if (typeof manifest !== 'object' || manifest === null) throw new PublishError('the package has no package.json');
  const { name, version } = manifest as { name?: unknown; version?: unknown };
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new PublishError('its package.json says no name or no version');
  }
  return { name, version, manifest: manifest as Record<string, unknown> };
}

function readFiles(directory: string, prefix: string): PackageFiles {
  const files: PackageFiles = {};
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) Object.assign(files, readFiles(path, `${prefix}${name}/`));
    else files[prefix + name] = readFileSync(path, 'utf8');
  }
  return files;
}
