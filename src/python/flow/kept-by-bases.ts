/** Attributes in which classes of mod_python keep the request: a class that derives from one finds it there. */
import type { Meanings } from './meaning.js';
import type { Place } from './walk.js';

/** Sources: Session.py, psp.py and apache.py of 3.3.1 and 3.5. */
const KEEPERS: readonly (readonly [RegExp, string])[] = [
  [/^Session\.(?:Base|Dbm|File|Memory)?Session$/, '_req'],
  [/^psp\.PSP(?:Interface)?$/, 'req'],
  [/^apache\.(?:CGIStdin|CGIStdout)$/, 'req'],
];

/** The attributes, of the classes that derive from one of them. */
export function keptByBases({ classes }: Meanings): readonly (Place & { readonly kind: 'attribute' })[] {
  return KEEPERS.flatMap(([path, name]) =>
    classes.derivedFrom(path).map((of) => ({ kind: 'attribute' as const, of, name })),
  );
}
