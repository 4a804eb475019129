/** For tests: what an expression gives, in a form that two processes can compare. */

/**
 * Evaluates expressions in which `c` is the crypto module, `node` is Node's own in both processes, and `call(f)` turns a
 * callback into a promise.
 * @returns values with their bytes in hexadecimal, or the error's name, code and message
 */
export async function evaluateAll(expressions: string[], c: unknown, node: unknown): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (const expression of expressions) {
    try {
      const evaluate = new Function('c', 'node', 'call', `return (${expression})`) as (...args: unknown[]) => unknown;
      outcomes.push(describe(await evaluate(c, node, call)));
    } catch (error) {
      const { name, code, message } = error as Error & { code?: string };
      outcomes.push({ name, code: code ?? null, message: code === 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' ? '' : message });
    }
  }
  return outcomes;
}

function call(start: (callback: (error: unknown, value: unknown) => void) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error as Error) : resolve(value)));
  });
}

function describe(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return { ArrayBuffer: Buffer.from(value).toString('hex') };
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { [value.constructor.name]: bytes.toString('hex') };
  }
  return value ?? null;
}
