import { readFile } from 'node:fs/promises';

const { LEDGER_URL = '', IDENTITY_TOKEN_FILE = '' } = process.env;
const { origin } = new URL(LEDGER_URL);

/** @param {string} item */
export async function book(item) {
  // The platform renews it, so it is read for each call.
  const token = await readFile(IDENTITY_TOKEN_FILE, 'utf8');
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await fetch(origin, { method: 'POST', headers, body: item });
  if (status !== 201) throw new Error(`the ledger said ${status}`);
}
