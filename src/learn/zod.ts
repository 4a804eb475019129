/**
 * Schemas for pages, in Zod's small variant: chapters load this as soon as there is progress to show. Zod compiles its
 * schemas with `new Function` unless told not to, and the site's content security policy forbids that.
 */
import * as z from 'zod/mini';
import { en } from 'zod/locales';

// The small variant comes without words for its errors.
z.config({ ...en(), jitless: true });

export { z };
