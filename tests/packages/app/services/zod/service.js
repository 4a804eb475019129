import { z } from 'zod';
import * as mini from 'zod/mini';
import { serve } from '../../serve.js';

const order = z
  .object({
    item: z.string().min(2).trim(),
    count: z.coerce.number().int().positive().max(100),
    mail: z.email().optional(),
    made: z.iso
      .datetime()
      .transform((text) => new Date(text))
      .optional(),
    kind: z.discriminatedUnion('type', [
      z.object({ type: z.literal('gift'), to: z.string() }),
      z.object({ type: z.literal('own') }),
    ]),
  })
  .strict()
  .refine(({ item, count }) => item !== 'piano' || count === 1, { path: ['count'], error: 'one piano only' });
const known = z.string().refine(async (name) => name === (await Promise.resolve('Ada')), 'nobody knows them');

serve({
  'POST /orders': ({ body }) => refusing(order.safeParse(body)),
  'POST /who': async ({ body }) => refusing(await z.object({ name: known }).safeParseAsync(body)),
  'POST /mini': ({ body }) => refusing(mini.safeParse(mini.array(mini.int()), body)),
  'GET /schema': () => z.toJSONSchema(order, { io: 'input' }),
});

function refusing({ success, data, error }) {
  if (success) return data;
  throw Object.assign(new Error(z.prettifyError(error)), {
    status: 422,
    issues: error.issues,
    tree: z.treeifyError(error),
  });
}
