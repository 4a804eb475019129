/** What authors may write in a chapter without importing it. */
export { default as Aside } from './Aside.astro';
export { default as Audit } from './Audit.astro';
export { default as Exercise } from './Exercise.astro';
export { default as Experiment } from './Experiment.astro';
export { default as Fact } from './Fact.astro';
export { default as Figure } from './Figure.astro';
export { default as Listing } from './Listing.astro';
export { default as Misreading } from './Misreading.astro';
export { default as Platform } from './Platform.astro';
export { default as Platforms } from './Platforms.astro';
export { default as Predict } from './Predict.astro';
export { default as Question } from './Question.astro';
export { default as Quiz } from './Quiz.astro';
export { default as Reading } from './Reading.astro';
export { default as Results } from './Results.astro';
export { default as Step } from './Step.astro';
export { default as TwoMachines } from './figures/TwoMachines.astro';
