/**
 * Ways in which a host can be another than one wishes: every answer late; no answer at all; an error at a step; an npm
 * that fails; no signal that reaches a handler; a terminal that echoes what is written to it.
 */
export const VARIANTS = [
  'plain',
  'slow',
  'silent',
  'no-memory',
  'second',
  'no-mount',
  'no-run',
  'no-install',
  'no-signals',
  'pty',
] as const;

export type Variant = (typeof VARIANTS)[number];
