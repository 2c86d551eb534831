/** Attributes in which classes of mod_python keep the request: a class that derives from one finds it there. */
import type { Entry } from './flow-types.js';
import type { Meanings } from './meaning.js';
import { functionInfo } from './shown.js';
import type { Place } from './walk.js';

/** Sources: Session.py, psp.py and apache.py of 3.3.1 and 3.5. */
const KEEPERS: readonly (readonly [RegExp, string])[] = [
  [/^Session\.(?:Base|Dbm|File|Memory)?Session$/, '_req'],
  [/^psp\.PSP(?:Interface)?$/, 'req'],
  [/^apache\.(?:CGIStdin|CGIStdout)$/, 'req'],
];

export interface Kept {
  readonly entry: Entry;
  readonly place: Place & { readonly kind: 'attribute' };
}

export function keptByBases({ classes }: Meanings): readonly Kept[] {
  return KEEPERS.flatMap(([path, name]) =>
    classes.derivedFrom(path).map((of) => ({
      entry: { path: of.module.path, object: functionInfo(of.node).name, parameter: name },
      place: { kind: 'attribute', of, name },
    })),
  );
}
