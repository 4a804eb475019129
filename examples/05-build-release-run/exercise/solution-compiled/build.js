import { writeFileSync } from 'node:fs';
import { items } from 'catalogue';

// Everything that is the same in each deploy is made here, once.
writeFileSync('prices.json', JSON.stringify(items));
writeFileSync('page.html', "<script>const api = '{{API_URL}}';</script>\n");
