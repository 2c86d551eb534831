/** The tolerant reader for the layers above core; see python/tolerant.ts. */
export { loadTolerantReader, type TolerantReader } from '../python/tolerant.js';
