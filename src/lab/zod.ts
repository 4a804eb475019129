/**
 * Schemas for pages. Zod compiles its schemas with `new Function` unless told not to, and the site's content security
 * policy forbids that: the first module that a lab loads must be this one.
 */
import { z } from 'zod';

z.config({ jitless: true });

export { z };
