import { oneOffText } from './panels/releases/words.ts';
import type { LabView } from './state.ts';

/** What to say aloud about a change, or null: states, problems and results, not every line and request. */
export function announcement(before: LabView, after: LabView): string | null {
  if (after.problem !== null && after.problem !== before.problem) {
    // The cause can be a page of stack trace; it is in the message, to be read there.
    return `${after.problem.title}. ${after.problem.mend}`;
  }
  if (after.response !== null && after.response !== before.response) {
    const { status, process, number } = after.response;
    // With its number, since two answers that sound alike would be said only once.
    return `${number === null ? 'Not sent on' : `Request ${number}`}: ${process ?? 'the router'} answered ${status}.`;
  }
  if (after.load?.done && after.load !== before.load) {
    const statuses = Object.entries(after.load.statuses).map(([status, times]) => `${times} times ${status}`);
    return `${after.load.sent} requests were answered: ${statuses.join(', ')}.`;
  }
  if (after.phase !== before.phase) return phaseText(after);
  if (after.phase !== 'running' || after.task?.kind !== 'run') return null;
  const { oneOff } = after.system;
  return oneOff?.exit && oneOff !== before.system.oneOff ? `${oneOffText(oneOff)}.` : processText(before, after);
}

/** A process that came up or went down. */
function processText(before: LabView, after: LabView): string | null {
  const words = { up: 'is up', crashed: 'crashed', held: 'is held back' } as const;
  const said = after.system.processes.flatMap(({ name, phase }) => {
    const was = before.system.processes.find((process) => process.name === name)?.phase;
    return phase !== was && phase in words ? [`${name} ${words[phase as keyof typeof words]}.`] : [];
  });
  return said.length === 0 ? null : said.join(' ');
}

function phaseText({ phase, task, checks, experiment, system }: LabView): string | null {
  switch (phase) {
    case 'idle':
      return 'The lab is reset. The files are as published.';
    case 'booting':
      return 'Starting.';
    case 'running':
      // A process that crashed before it was up has a message of its own.
      if (task?.kind === 'run' && !system.processes.some((process) => process.phase === 'up')) return null;
      return { run: 'The service runs.', experiment: 'The experiment runs.', check: 'The checks run.' }[
        task?.kind ?? 'run'
      ];
    case 'stopping':
      return 'Stopping.';
    case 'stopped':
      return 'Stopped.';
    case 'failed':
      return null; // The problem was said.
    case 'done': {
      if (task?.kind !== 'check')
        return `The experiment is done, seed ${experiment?.seed ?? 'unknown'}. The results are in the table.`;
      const results = checks?.results ?? [];
      return `${results.filter(({ holds }) => holds).length} of ${results.length} checks hold.`;
    }
  }
}
