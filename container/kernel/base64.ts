/** Base64 of bytes. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  const step = 0x8000; // as many arguments as any engine takes at once
  for (let at = 0; at < bytes.length; at += step) text += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(text);
}
