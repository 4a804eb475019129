import { ownStorage, RuntimeChoice } from './choice.ts';
import { hostSettings } from './host-settings.ts';

/** Which runtime the labs of this page use. */
export const runtimeChoice = new RuntimeChoice(ownStorage(), hostSettings());
