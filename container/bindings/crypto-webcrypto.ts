/** Stands in for the library's internal/crypto/webcrypto: the platform's own Web Crypto. */

export interface WebCryptoEnvironment {
  /** The platform's own, taken before the globals change. */
  crypto: Crypto;
  Crypto: unknown;
  CryptoKey: unknown;
  SubtleCrypto: { prototype: SubtleCrypto };
  /** Keeps the process alive until the returned function is called. */
  hold(): () => void;
}

type Operation = (...args: unknown[]) => Promise<unknown>;

/** The exports of internal/crypto/webcrypto. A pending operation keeps the process alive, as in Node. */
export function createWebCrypto(env: WebCryptoEnvironment): Record<string, unknown> {
  const { crypto, Crypto, CryptoKey, SubtleCrypto } = env;
  const subtle = Object.create(SubtleCrypto.prototype) as Record<string, Operation>;
  for (const name of Object.getOwnPropertyNames(SubtleCrypto.prototype)) {
    const operation = (crypto.subtle as unknown as Record<string, unknown>)[name];
    if (typeof operation !== 'function' || name === 'constructor') continue;
    Object.defineProperty(subtle, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => {
        const release = env.hold();
        return (operation as Operation).apply(crypto.subtle, args).finally(release);
      },
    });
  }
  const ours = Object.create((Crypto as { prototype: object }).prototype, {
    subtle: { value: subtle, enumerable: true },
    getRandomValues: { value: crypto.getRandomValues.bind(crypto), configurable: true, writable: true },
    randomUUID: { value: crypto.randomUUID.bind(crypto), configurable: true, writable: true },
  }) as object;
  return { crypto: ours, Crypto, CryptoKey, SubtleCrypto };
}
