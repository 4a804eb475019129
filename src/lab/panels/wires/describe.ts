import type { SystemView } from '../../state.ts';

/** What a drawing of the wires shows, in a sentence or two, for those who do not see it. */
export function describeSystem(system: SystemView): string {
  if (system.processes.length === 0) return 'No process runs.';
  const processes = system.processes.map(({ name, machine, phase, pid }) => {
    const tally = system.tallies[name];
    const answers =
      tally === undefined
        ? ''
        : `, ${tally.answered} answered${tally.refused > 0 ? `, ${tally.refused} of them refused` : ''}`;
    return `${name} on machine ${machine}, ${pid === null ? 'not running, ' : ''}${phase}${answers}`;
  });
  const services = system.services.map(({ name, attachedAs, entries, pid }) => {
    if (pid === null) return `${name} is stopped`;
    if (attachedAs === null) return `no process is told about ${name}`;
    return `${name} is attached as ${attachedAs}${entries === null ? '' : ` and holds ${entriesText(entries)}`}`;
  });
  const parts = [`The router has sent ${system.sent} requests to: ${processes.join('; ')}`, ...services];
  return `${parts.join('. ')}.`;
}

/** A number of entries in words. */
export function entriesText(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
