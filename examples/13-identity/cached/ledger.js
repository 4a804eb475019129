import { readFile } from 'node:fs/promises';

const { LEDGER_URL = '', IDENTITY_TOKEN_FILE = '' } = process.env;
const { origin } = new URL(LEDGER_URL);

// Read at boot, as everything in the environment is.
const token = await readFile(IDENTITY_TOKEN_FILE, 'utf8');

/** @param {string} item */
export async function book(item) {
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await fetch(origin, { method: 'POST', headers, body: item });
  if (status !== 201) throw new Error(`the ledger said ${status}`);
}
