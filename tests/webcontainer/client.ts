/** The official client, for a page that is served to tests. */
export { WebContainer } from '@webcontainer/api';
