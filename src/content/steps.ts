/** The parts of a chapter. Every chapter has all of them, in this order. */
export const steps = [
  { name: 'prediction', tag: 'Prediction' },
  { name: 'experiment', tag: 'Experiment' },
  { name: 'why', tag: 'Why' },
  { name: 'exercise', tag: 'Exercise' },
  { name: 'today', tag: 'Today’s platforms' },
  { name: 'misreadings', tag: 'Misreadings' },
  { name: 'quiz', tag: 'Quiz' },
  { name: 'audit', tag: 'For your own app' },
] as const;

export type StepName = (typeof steps)[number]['name'];

/**
 * What the margin says beside a part of a chapter.
 * @throws Error when there is no such part
 */
export function tagOf(name: StepName): string {
  const step = steps.find((candidate) => candidate.name === name);
  if (!step)
    throw new Error(`<Step name="${name}"> is not a part of a chapter. Use: ${steps.map((s) => s.name).join(', ')}.`);
  return step.tag;
}
