/**
 * Loads files of the site one after another, so that the service worker keeps them.
 * @param addresses whole ones, or from the host's root
 * @param progress hears how many bytes have come in all
 * @throws Error that names a file that did not load; or the signal's reason
 */
export async function download(
  addresses: readonly string[],
  { signal, progress = () => undefined }: { signal?: AbortSignal; progress?: (bytes: number) => void } = {},
): Promise<void> {
  let bytes = 0;
  for (const address of addresses) {
    const response = await fetch(address, { signal, cache: 'no-cache' });
    if (!response.ok || response.body === null) throw new Error(`${address}: the server answered ${response.status}`);
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.length;
      progress(bytes);
    }
  }
}
