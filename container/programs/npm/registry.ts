import { Agent, get, type IncomingMessage } from 'node:http';
import semver from 'semver';
import { NpmFailure } from './failure.ts';
import { parsePackument, type Packument, type Published } from './manifest.ts';

/** What lockfiles name where no other registry was set; npm takes it for "the registry that I use". */
const PUBLIC = 'https://registry.npmjs.org/';

/** A connection for each request: while a package is unpacked nobody sees that the registry has closed an idle one. */
const agent = new Agent({ keepAlive: false });

/** A registry that speaks npm's protocol. */
export class Registry {
  readonly url: string;
  readonly #packuments = new Map<string, Promise<Packument>>();

  constructor(url: string) {
    this.url = url.endsWith('/') ? url : `${url}/`;
  }

  /**
   * The version of a package that a range asks for: the newest that fits, or the one that a tag names.
   * @throws NpmFailure when there is no such package or version, or the registry does not answer
   */
  async pick(name: string, range: string): Promise<Published> {
    if (semver.validRange(range) === null && !/^[\w.-]+$/.test(range)) {
      throw new NpmFailure(
        'EUNSUPPORTEDPROTOCOL',
        `${name}@${range}: only versions, ranges and tags of a registry can be installed here.`,
      );
    }
    const { versions, 'dist-tags': tags } = await this.#packument(name);
    const tagged = tags[range];
    const latest = tags['latest'];
    const version =
      tagged ??
      (latest !== undefined && semver.satisfies(latest, range)
        ? latest
        : (semver.maxSatisfying(Object.keys(versions), range) ?? undefined));
    const found = version === undefined ? undefined : versions[version];
    if (found) return found;
    const known = Object.keys(versions).join(', ');
    throw new NpmFailure('ETARGET', `No matching version found for ${name}@${range}. There are: ${known}.`);
  }

  /** The bytes of a package, by the address that a lockfile or the registry gives. @throws NpmFailure */
  async tarball(address: string): Promise<Buffer> {
    const url = address.startsWith(PUBLIC) ? this.url + address.slice(PUBLIC.length) : address;
    return this.#get(url, url);
  }

  #packument(name: string): Promise<Packument> {
    const known = this.#packuments.get(name);
    if (known) return known;
    const url = this.url + name.replace('/', '%2f');
    const asked = this.#get(url, name).then((bytes) => parsePackument(bytes.toString('utf8'), url));
    this.#packuments.set(name, asked);
    return asked;
  }

  async #get(url: string, what: string): Promise<Buffer> {
    if (!url.startsWith('http:')) throw unreachable(url, 'it is not on this machine');
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { accept: 'application/json, application/octet-stream' };
      get(url, { headers, agent }, resolve).on('error', (error) => reject(unreachable(url, error.message)));
    });
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    if (response.statusCode === 200) return Buffer.concat(parts);
    if (response.statusCode === 404) throw new NpmFailure('E404', `Not found: ${what} is not in ${this.url}`);
    throw new NpmFailure(`E${response.statusCode}`, `${url} was answered with status ${response.statusCode}.`);
  }
}

function unreachable(url: string, why: string): NpmFailure {
  return new NpmFailure(
    'ENETUNREACH',
    `${url} cannot be reached: ${why}. What runs here sees only this container's own network. ` +
      'Start a registry in it and name it by --registry or in .npmrc (registry=http://127.0.0.1:PORT/), ' +
      'or declare what is there already.',
  );
}
