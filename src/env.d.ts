/** Set by astro.config.mjs at build. */
interface ImportMetaEnv {
  readonly WEBCONTAINER_SETTINGS: import('./lab/runtime/host-settings.ts').HostSettings;
}

declare namespace App {
  interface Locals {
    /** The example of the chapter that is being rendered; components take it when they are not told another. */
    example?: string;
  }
}
