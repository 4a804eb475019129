import { textOfBytes } from '../bytes.ts';

/** Base64 of bytes. */
export const toBase64 = (bytes: Uint8Array): string => btoa(textOfBytes(bytes));
