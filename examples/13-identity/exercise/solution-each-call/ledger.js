import { readFileSync } from 'node:fs';

const { LEDGER_URL = '', IDENTITY_TOKEN_FILE = '' } = process.env;
const { origin } = new URL(LEDGER_URL);

const credential = () => `Bearer ${readFileSync(IDENTITY_TOKEN_FILE, 'utf8')}`;

/** @param {string} item */
export async function book(item) {
  const headers = { authorization: credential() };
  const { status } = await fetch(origin, { method: 'POST', headers, body: item });
  if (status !== 201) throw new Error(`the ledger said ${status}`);
}
