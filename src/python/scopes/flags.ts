/** Flags of CPython 2.7's Include/symtable.h (NONLOCAL is ours; 2.7 has none). */
export const FLAG = {
  GLOBAL: 1,
  LOCAL: 2,
  PARAM: 4,
  USE: 8,
  FREE_CLASS: 32,
  IMPORT: 64,
  NONLOCAL: 512,
} as const;

/** Any of these binds the name in the block. */
export const BOUND = FLAG.LOCAL | FLAG.PARAM | FLAG.IMPORT;
