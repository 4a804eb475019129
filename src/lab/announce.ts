import type { LabView } from './state.ts';

/** What to say aloud about a change, or null: states, problems and results, not every line and request. */
export function announcement(before: LabView, after: LabView): string | null {
  if (after.problem !== null && after.problem !== before.problem) {
    return `${after.problem.title}. ${after.problem.cause}. ${after.problem.mend}`;
  }
  if (after.response !== null && after.response !== before.response) {
    const { status, process } = after.response;
    return `${process ?? 'The router'} answered ${status}.`;
  }
  if (after.load?.done && after.load !== before.load) {
    const statuses = Object.entries(after.load.statuses).map(([status, times]) => `${times} times ${status}`);
    return `${after.load.sent} requests were answered: ${statuses.join(', ')}.`;
  }
  if (after.phase !== before.phase) return phaseText(after);
  return null;
}

function phaseText({ phase, task, checks, experiment }: LabView): string | null {
  switch (phase) {
    case 'idle':
      return 'The lab is reset. The files are as published.';
    case 'booting':
      return 'Starting.';
    case 'running':
      return { run: 'The service runs.', experiment: 'The experiment runs.', check: 'The checks run.' }[
        task?.kind ?? 'run'
      ];
    case 'stopping':
      return 'Stopping.';
    case 'stopped':
      return 'Stopped.';
    case 'failed':
      return 'It failed.';
    case 'done': {
      if (task?.kind !== 'check')
        return `The experiment is done, seed ${experiment?.seed ?? 'unknown'}. The results are in the table.`;
      const results = checks?.results ?? [];
      return `${results.filter(({ holds }) => holds).length} of ${results.length} checks hold.`;
    }
  }
}
