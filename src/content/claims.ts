/** A claim of the book that an experiment proves by running something; `example.json` names it by its id. */
export interface Claim {
  id: string;
  /** The factor's number; null for the one that is only proposed. */
  factor: number | null;
  text: string;
}

export const claims: readonly Claim[] = [
  { id: 'codebase-one', factor: 1, text: 'There is one codebase in revision control for an app.' },
  { id: 'codebase-many-deploys', factor: 1, text: 'There are many deploys of that one codebase.' },
  { id: 'dependencies-declared', factor: 2, text: 'Dependencies are declared explicitly.' },
  { id: 'dependencies-isolated', factor: 2, text: 'Dependencies are isolated.' },
  { id: 'dependencies-no-system-packages', factor: 2, text: 'The app does not rely on system-wide packages.' },
  { id: 'config-in-environment', factor: 3, text: 'Configuration is stored in the environment.' },
  { id: 'config-apart-from-code', factor: 3, text: 'Configuration is kept apart from code.' },
  { id: 'services-attached', factor: 4, text: 'Backing services are attached resources.' },
  { id: 'services-by-url', factor: 4, text: 'They are reached through a URL or locator held in the config.' },
  { id: 'build-run-separate', factor: 5, text: 'Build and run are separate stages.' },
  {
    id: 'release-unique',
    factor: 5,
    text: 'Each release has an id of its own and holds a build and the environment’s config.',
  },
  { id: 'processes-stateless', factor: 6, text: 'The app runs as one or more stateless processes.' },
  {
    id: 'processes-state-in-service',
    factor: 6,
    text: 'Data that must persist lives in a stateful backing service.',
  },
  { id: 'ports-bound', factor: 7, text: 'Services are exported by binding a port.' },
  { id: 'ports-no-injected-server', factor: 7, text: 'No web server is injected at run time.' },
  { id: 'concurrency-process-model', factor: 8, text: 'The app scales out by the process model.' },
  { id: 'concurrency-shared-load', factor: 8, text: 'Several processes share the load.' },
  { id: 'disposability-fast-start', factor: 9, text: 'Processes start fast.' },
  { id: 'disposability-graceful-stop', factor: 9, text: 'Processes shut down gracefully.' },
  {
    id: 'disposability-robust',
    factor: 9,
    text: 'Processes are disposable: fast to scale, quick to deploy, robust in the face of failure.',
  },
  { id: 'parity-similar', factor: 10, text: 'Development, staging and production are as similar as possible.' },
  { id: 'parity-works-on-my-machine', factor: 10, text: 'Nothing works on one machine only.' },
  { id: 'logs-streams', factor: 11, text: 'Logs are event streams.' },
  {
    id: 'logs-stdout',
    factor: 11,
    text: 'The app manages no log files: it writes to stdout, and the environment does the rest.',
  },
  { id: 'admin-one-off', factor: 12, text: 'Admin tasks run as one-off processes.' },
  {
    id: 'admin-same-environment',
    factor: 12,
    text: 'They run with the same code and environment as the long-running processes.',
  },
  { id: 'identity-ends', factor: null, text: 'Each process has a credential of its own, and it ends soon.' },
  { id: 'identity-renewed', factor: null, text: 'It is renewed while the process runs.' },
];

/** The text of a claim. @throws Error when there is no such claim */
export function claimText(id: string): string {
  const claim = claims.find((candidate) => candidate.id === id);
  if (!claim) throw new Error(`There is no claim "${id}". There are: ${claims.map((each) => each.id).join(', ')}.`);
  return claim.text;
}
