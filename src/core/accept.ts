/** Chooses which changes of one pass can land together. */
import type { Edit } from './edit.js';
import type { Change, Finding, NewFile } from './finding.js';

export interface Accepted {
  /** By tree path. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
  readonly creates: ReadonlyMap<string, NewFile>;
  /** Rule codes by tree path. */
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Changes that touch bytes of an accepted one: they wait for the next pass. */
  readonly deferred: number;
}

/** In report order; a change lands whole or not at all. Two changes that make the very same edit agree. */
export function acceptChanges(findings: readonly Finding[]): Accepted {
  const edits = new Map<string, Edit[]>();
  const creates = new Map<string, NewFile>();
  const codes = new Map<string, Set<string>>();
  let deferred = 0;
  for (const { change, code } of findings) {
    if (conflicts(change, edits, creates)) {
      deferred++;
      continue;
    }
    for (const { path, ...edit } of change.edits) {
      push(edits, path, edit);
      codes.set(path, (codes.get(path) ?? new Set()).add(code));
    }
    for (const file of change.creates) creates.set(file.path, file);
  }
  return { edits, creates, codes, deferred };
}

function push(edits: Map<string, Edit[]>, path: string, edit: Edit): void {
  const list = edits.get(path);
  if (list) list.push(edit);
  else edits.set(path, [edit]);
}

function conflicts(
  change: Change,
  edits: ReadonlyMap<string, readonly Edit[]>,
  creates: ReadonlyMap<string, NewFile>,
): boolean {
  const taken = change.creates.some((file) => {
    const other = creates.get(file.path);
    return other !== undefined && Buffer.compare(other.bytes, file.bytes) !== 0;
  });
  return (
    taken || change.edits.some((edit) => (edits.get(edit.path) ?? []).some((other) => overlaps(edit, other)))
  );
}

/** Insertions may share a place (their ranks order them); identical edits are one. */
function overlaps(a: Edit, b: Edit): boolean {
  if (a.at === b.at && a.del === b.del && Buffer.compare(a.ins, b.ins) === 0) return false;
  if (a.del === 0 && b.del === 0) return false;
  const [first, second] = a.at < b.at || (a.at === b.at && a.del < b.del) ? [a, b] : [b, a];
  return first.at + first.del > second.at;
}
