import { serve } from './host.js';

/** @type {Record<string, number>} */
const cents = { apple: 40, bread: 320, cheese: 560 };

// The handler stays as it was. Its server has become a file of
// the app, so build and tests and every machine have the same.
serve(process.env.PORT, (url) => {
  const query = new URLSearchParams(url.split('?')[1]);
  const item = query.get('item') ?? 'apple';
  return { item, cents: cents[item] };
});
