/** `cluster` in a worker that has served itself before it became a process. */

import { library } from './library.ts';

interface Builtin {
  loaded: boolean;
  exports: object;
}

/** What the library reads when it loads `cluster`, to know which side it is on and how it distributes connections. */
const VARIABLES = ['NODE_UNIQUE_ID', 'NODE_CLUSTER_SCHED_POLICY'];

/** The warm-up has loaded `cluster` with an empty environment. One that says something of it has it loaded anew. */
export function reloadCluster(environment: Record<string, string>): void {
  if (!VARIABLES.some((name) => Object.hasOwn(environment, name))) return;
  const { BuiltinModule } = library.require('internal/bootstrap/realm') as {
    BuiltinModule: { map: Map<string, Builtin> };
  };
  for (const id of ['cluster', 'internal/cluster/primary']) {
    const builtin = BuiltinModule.map.get(id);
    if (builtin) Object.assign(builtin, { loaded: false, exports: {} });
  }
}
