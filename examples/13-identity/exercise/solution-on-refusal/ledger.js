import { readFile } from 'node:fs/promises';

const { LEDGER_URL = '', IDENTITY_TOKEN_FILE = '' } = process.env;
const { origin } = new URL(LEDGER_URL);
let token = await readFile(IDENTITY_TOKEN_FILE, 'utf8');

/** @param {string} item */
async function send(item) {
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await fetch(origin, { method: 'POST', headers, body: item });
  return status;
}

/** @param {string} item */
export async function book(item) {
  let status = await send(item);
  if (status === 401) {
    // It has ended. There is a newer one.
    token = await readFile(IDENTITY_TOKEN_FILE, 'utf8');
    status = await send(item);
  }
  if (status !== 201) throw new Error(`the ledger said ${status}`);
}
