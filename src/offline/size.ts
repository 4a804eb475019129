/** Bytes as one says them: `8.1 MB`, `34 KB`. */
export function printSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
