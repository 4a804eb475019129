import { createHmac, timingSafeEqual } from 'node:crypto';

/** A key that the platform signs tokens with. Whoever has it can check a signature, or make one. */
export interface SigningKey {
  id: string;
  secret: string;
}

/** A token: who is calling and which key says so, and the signature over that. */
export function signToken(caller: string, key: SigningKey): string {
  const claims = Buffer.from(JSON.stringify({ caller, key: key.id })).toString('base64url');
  return `${claims}.${signatureOf(claims, key)}`;
}

/** Who is calling, by a token; null when none of these keys has signed it. */
export function callerOf(token: string, keys: readonly SigningKey[]): string | null {
  const [claims = '', signature = ''] = token.split('.');
  const signed = keys.some((key) => {
    const [wanted, given] = [Buffer.from(signatureOf(claims, key)), Buffer.from(signature)];
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
  if (!signed) return null;
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { caller: string }).caller;
}

function signatureOf(claims: string, { secret }: SigningKey): string {
  return createHmac('sha256', secret).update(claims).digest('base64url');
}
