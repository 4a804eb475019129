import type { StepRef } from '../../learn/course.ts';

/** A step of a course as its row or list item says it, in `data-` attributes. */
export function stepOf({ dataset }: HTMLElement): StepRef {
  const section = dataset['section'] as NonNullable<StepRef['evidence']>['section'] | undefined;
  return {
    mark: dataset['mark']!,
    minutes: Number(dataset['minutes']),
    evidence: section === undefined ? null : { section, keys: dataset['keys']!.split(' ') },
  };
}
