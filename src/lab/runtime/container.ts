import type { WebContainer } from '@webcontainer/api';

/**
 * What a lab needs of whatever runs its code: the part of WebContainer's public API that it uses. Both runtimes have
 * this face, so nothing else in the lab knows which one it talks to.
 */
export type Container = Pick<WebContainer, 'mount' | 'spawn' | 'fs' | 'on' | 'teardown' | 'workdir'>;

/** A process inside a container. */
export type { WebContainerProcess as ContainerProcess } from '@webcontainer/api';
export type { FileSystemTree } from '@webcontainer/api';
