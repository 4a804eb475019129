import type { RuntimeName } from './choice.ts';

/** A runtime as the reader is told of it. */
export interface RuntimeWords {
  name: string;
  /** What it is, what leaves the reader's machine, and what it needs: a sentence each. */
  sentences: readonly string[];
}

/** What is told of each runtime where one is chosen. */
export const runtimeWords: Record<RuntimeName, RuntimeWords> = {
  embedded: {
    name: 'the embedded container',
    sentences: [
      'Node as a part of this site.',
      'Nothing leaves your machine.',
      'It needs no network once the page is there.',
    ],
  },
  webcontainer: {
    name: 'WebContainer',
    sentences: [
      'Node by StackBlitz, in a frame from stackblitz.com.',
      'Programs run in this browser too, but StackBlitz learns your address and which site you are on; what else its frame sends is up to StackBlitz.',
      'It needs a network, and a browser that lets such a frame work and keep data.',
    ],
  },
};

/** Says in one line which runtime is in use. */
export function runsOn(name: RuntimeName): string {
  return `Runs on ${runtimeWords[name].name}`;
}
