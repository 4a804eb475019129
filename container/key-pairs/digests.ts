/** Digests as signatures and keys name them. */

import type { Digest } from '../bindings/crypto-digests.ts';
import { invalidDigest } from '../bindings/crypto-support.ts';
import type { KeyServices } from './key.ts';

export interface NamedDigest extends Digest {
  /** OpenSSL's main name. */
  name: string;
  oid: string;
}

const oids: Record<string, string> = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  ripemd160: '1.3.36.3.2.1',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  'sha512-224': '2.16.840.1.101.3.4.2.5',
  'sha512-256': '2.16.840.1.101.3.4.2.6',
  'sha3-224': '2.16.840.1.101.3.4.2.7',
  'sha3-256': '2.16.840.1.101.3.4.2.8',
  'sha3-384': '2.16.840.1.101.3.4.2.9',
  'sha3-512': '2.16.840.1.101.3.4.2.10',
};

export type Digests = ReturnType<typeof createDigests>;

export function createDigests({ findDigest }: Pick<KeyServices, 'findDigest'>) {
  const named = (name: string): NamedDigest => ({ ...(findDigest(name) as Digest), name, oid: oids[name] as string });
  return {
    /** By any of its names, if it can be signed. */
    find(name: string): NamedDigest | undefined {
      const found = findDigest(name);
      const main = found && Object.keys(oids).find((known) => findDigest(known) === found);
      return main ? named(main) : undefined;
    },
    /** @throws with Node's code */
    require(name: string): NamedDigest {
      const found = this.find(name);
      if (!found) throw invalidDigest(name);
      return found;
    },
    byOid(oid: string): NamedDigest | undefined {
      const name = Object.keys(oids).find((known) => oids[known] === oid);
      return name ? named(name) : undefined;
    },
  };
}
