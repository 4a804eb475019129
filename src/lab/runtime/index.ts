import { RUNTIME_CHANGED } from './choice.ts';
import type { RuntimeName } from './choice.ts';
import { runtimeChoice } from './chosen.ts';
import type { Runtime } from './container.ts';
import { embedded } from './embedded.ts';
import { hostSettings } from './host-settings.ts';
import { SharedContainer } from './shared.ts';
import { WebContainerRuntime } from './webcontainer.ts';

const runtimes: Record<RuntimeName, Runtime> = {
  embedded,
  webcontainer: new WebContainerRuntime(() => import('@webcontainer/api'), hostSettings()),
};

/** Where the processes run now, as the reader would say it after the name of a program. */
export function runtimePlace(): string {
  return runtimes[runtimeChoice.current].place;
}

/** The page's container; it boots when the first lab takes it. */
export const sharedContainer = new SharedContainer(() => runtimes[runtimeChoice.current]);

/** Lets the page's labs run elsewhere from now on. What runs is stopped first; edits are no part of a runtime. */
export async function useRuntime(name: RuntimeName): Promise<void> {
  if (name === runtimeChoice.current) return;
  await sharedContainer.leave();
  runtimeChoice.choose(name);
  document.dispatchEvent(new Event(RUNTIME_CHANGED));
}
