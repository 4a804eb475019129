import type { Example } from '../../../content/example-schema.ts';

type Option = Example['experiments'][number]['prediction']['options'][number];

/** What the reader chose among the prediction's options, wherever on the page they stand; null when nothing. */
export function chosenPrediction(experiment: string, options: readonly Option[]): Option | null {
  const name = `prediction-${CSS.escape(experiment)}`;
  const input = document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`);
  if (input === null) return null;
  const from = Number(input.dataset['from']);
  const to = Number(input.dataset['to']);
  return options.find((option) => option.from === from && option.to === to) ?? null;
}
