import type { OneOffEvent } from '../../state.ts';

/** What became of a command that runs once: `run.2 exited with code 1, on release v3`. */
export function oneOffText({ name, release, exit }: OneOffEvent): string {
  if (exit === null) return `${name} runs on release v${release}`;
  const how = exit.signal === null ? `exited with code ${exit.code}` : `was ended by ${exit.signal}`;
  return `${name} ${how}, on release v${release}`;
}
