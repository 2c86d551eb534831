/**
 * Uses of mod_python in the islands of a page that does not compile, by their looks. The page answers with an error before
 * and after; whoever corrects it must find them, and imports that lead to modpython_wsgi.
 */
import { apiMember, apiName } from '../python/api/mod-python-api.js';
import type { PspTranslation } from './template.js';

export interface IslandUse {
  readonly kind: 'import' | 'use';
  /** `req.write`; of an import the name of the package. */
  readonly text: string;
  /** Byte offsets in the page itself; of an import those of the package's name. */
  readonly start: number;
  readonly end: number;
}

const IMPORT = /(?:^|[\n\r;])[ \t]*(?:from|import)[ \t]+(mod_python)\b/dg;
const USE = /(?<![\w.])(req|psp|apache|util|Cookie|Session)\.([A-Za-z_]\w*)/g;
/** Comments, and strings in one line or three quotes. */
const QUIET = /("""|''')[\s\S]*?\1|(["'])(?:\\.|(?!\2)[^\\\n])*\2|#[^\n\r]*/g;

/** By place; those of included files are theirs. */
export function islandUses({ pieces, files }: PspTranslation): readonly IslandUse[] {
  const page = Buffer.from(files[0]?.bytes ?? []).toString('latin1');
  return pieces.flatMap(({ kind, file, innerStart, innerEnd }) => {
    if (file !== 0 || (kind !== 'code' && kind !== 'expression')) return [];
    const code = page.slice(innerStart, innerEnd).replace(QUIET, (text) => text.replace(/[^\n]/g, ' '));
    const imports = [...code.matchAll(IMPORT)].map((hit): IslandUse => {
      const [start, end] = hit.indices?.[1] ?? [0, 0];
      return { kind: 'import', text: 'mod_python', start: innerStart + start, end: innerStart + end };
    });
    const uses = [...code.matchAll(USE)].flatMap((hit): readonly IslandUse[] => {
      const [text, owner = '', name = ''] = hit;
      if (!isKnown(owner, name)) return [];
      const start = innerStart + hit.index;
      return [{ kind: 'use', text, start, end: start + text.length }];
    });
    return [...imports, ...uses].sort((a, b) => a.start - b.start);
  });
}

function isKnown(owner: string, name: string): boolean {
  if (owner === 'req') return apiMember('request', name) !== undefined;
  return owner === 'psp' || apiName(`${owner}.${name}`) !== undefined;
}
