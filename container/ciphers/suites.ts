/** The ciphers that this container has, by OpenSSL's names, with what OpenSSL tells of each. */

export type Mode =
  | 'ecb'
  | 'cbc'
  | 'cfb'
  | 'cfb8'
  | 'ofb'
  | 'ctr'
  | 'gcm'
  | 'ccm'
  | 'wrap'
  | 'wrap-pad'
  | 'chacha20'
  | 'chacha20-poly1305';

export interface Suite {
  mode: Mode;
  /** The name that `crypto.getCipherInfo()` gives. */
  name: string;
  /** OpenSSL's number of it. */
  nid: number;
  /** In bytes, as all of these. */
  keyLength: number;
  /** 0 where there is none. */
  ivLength: number;
  /** 0 for a cipher that knows no blocks. */
  blockSize: number;
}

/** Mode → how its names are made, its numbers for keys of 128, 192 and 256 bits, and its lengths. */
const aesModes: [Mode, (bits: number) => string[], nids: [number, number, number], ivLength: number, block: number][] =
  [
    ['ecb', (bits) => [`aes-${bits}-ecb`], [418, 422, 426], 0, 16],
    ['cbc', (bits) => [`aes-${bits}-cbc`, `aes${bits}`], [419, 423, 427], 16, 16],
    ['ofb', (bits) => [`aes-${bits}-ofb`], [420, 424, 428], 16, 1],
    ['cfb', (bits) => [`aes-${bits}-cfb`], [421, 425, 429], 16, 1],
    ['cfb8', (bits) => [`aes-${bits}-cfb8`], [653, 654, 655], 16, 1],
    ['ctr', (bits) => [`aes-${bits}-ctr`], [904, 905, 906], 16, 1],
    ['gcm', (bits) => [`id-aes${bits}-GCM`, `aes-${bits}-gcm`], [895, 898, 901], 12, 1],
    ['ccm', (bits) => [`id-aes${bits}-CCM`, `aes-${bits}-ccm`], [896, 899, 902], 12, 1],
    ['wrap', (bits) => [`id-aes${bits}-wrap`, `aes${bits}-wrap`], [788, 789, 790], 8, 8],
    ['wrap-pad', (bits) => [`id-aes${bits}-wrap-pad`, `aes${bits}-wrap-pad`], [897, 900, 903], 4, 8],
  ];

const named: [name: string, suite: Suite][] = aesModes.flatMap(([mode, namesOf, nids, ivLength, blockSize]) =>
  nids.flatMap((nid, index) => {
    const bits = 128 + 64 * index;
    const names = namesOf(bits);
    const suite = { mode, name: names[0] as string, nid, keyLength: bits / 8, ivLength, blockSize };
    return names.map((name): [string, Suite] => [name, suite]);
  }),
);
for (const [mode, nid, ivLength] of [
  ['chacha20', 1019, 16],
  ['chacha20-poly1305', 1018, 12],
] as const) {
  named.push([mode, { mode, name: mode, nid, keyLength: 32, ivLength, blockSize: 0 }]);
}

const suites = new Map(named.map(([name, suite]) => [name.toLowerCase(), suite]));

/** @param name in any case */
export const findSuite = (name: string): Suite | undefined => suites.get(name.toLowerCase());

/** The names that `crypto.getCiphers()` gives. */
export const cipherNames = (): string[] => named.map(([name]) => name).sort();

/** Whether a key and a text can be checked together: the modes that have an authentication tag. */
export const isAuthenticated = ({ mode }: Suite): boolean =>
  mode === 'gcm' || mode === 'ccm' || mode === 'chacha20-poly1305';

/** Whether a suite takes an initialization vector of so many bytes. */
export function takesIv({ mode, ivLength }: Suite, length: number): boolean {
  if (mode === 'gcm') return length > 0;
  if (mode === 'ccm') return length >= 7 && length <= 13;
  return length === ivLength;
}

const shownModes: Partial<Record<Mode, string>> = {
  cfb8: 'cfb',
  'wrap-pad': 'wrap',
  chacha20: 'stream',
  'chacha20-poly1305': 'stream',
};

/** `getCipherInfo` of the binding: fills the target, or gives undefined for what there is not. */
export function getCipherInfo(
  target: object,
  nameOrNid: string | number,
  keyLength: number | undefined,
  ivLength: number | undefined,
): object | undefined {
  const suite =
    typeof nameOrNid === 'string' ? findSuite(nameOrNid) : named.find(([, { nid }]) => nid === nameOrNid)?.[1];
  if (!suite) return undefined;
  if (keyLength !== undefined && keyLength !== suite.keyLength) return undefined;
  if (ivLength !== undefined && !takesIv(suite, ivLength)) return undefined;
  const iv = ivLength ?? suite.ivLength;
  return Object.assign(
    target,
    { mode: shownModes[suite.mode] ?? suite.mode, name: suite.name, nid: suite.nid },
    suite.blockSize && { blockSize: suite.blockSize },
    iv && { ivLength: iv },
    { keyLength: suite.keyLength },
  );
}
