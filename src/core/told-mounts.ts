/** Mounts as the user tells them, for the layers above core; see site/told-mounts.ts. */
export { PHASES, type ToldMount, withFolders } from '../site/told-mounts.js';
