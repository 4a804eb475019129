import { keep } from './open.ts';

/** Keeps what the labs of a page report: experiments that ran, exercises that were passed. */
document.addEventListener('lab-report', ({ detail }) => {
  if (detail.kind === 'experiment') void keep('experiments', `${detail.example}/${detail.experiment}`, {});
  else void keep('exercises', detail.example, {});
});
