/** The tree of files, for the layers above core; it is defined where it is first needed. */
export type { FileNode, FileTree } from '../site/file-tree.js';
