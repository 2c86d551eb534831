/** Mounts as the user tells them, for the layers above core; see site/mounts/told-mounts.ts. */
export { FRAGMENT, PHASES, type ToldMount, withFolders } from '../site/mounts/told-mounts.js';
