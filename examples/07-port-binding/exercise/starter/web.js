/** @type {Record<string, number>} */
const cents = { apple: 40, bread: 320, cheese: 560 };

// No server here: the one on the machine loads this file and
// calls what it exports. It says what it will hand over.
/** @param {string} url */
export default function handle(url) {
  const query = new URLSearchParams(url.split('?')[1]);
  const item = query.get('item') ?? 'apple';
  return { item, cents: cents[item] };
}
