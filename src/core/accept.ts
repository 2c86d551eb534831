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
  const places: Places = new Map();
  const creates = new Map<string, NewFile>();
  const codes = new Map<string, Set<string>>();
  let deferred = 0;
  for (const { change, code } of findings) {
    if (conflicts(change, places, creates)) {
      deferred++;
      continue;
    }
    for (const { path, ...edit } of change.edits) {
      push(edits, path, edit);
      for (const key of placesOf(path, edit))
        if (!places.get(key)?.some((other) => isSame(edit, other))) push(places, key, edit);
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

/** Accepted edits by the pieces of files that they touch: two that overlap share a byte, so they share a piece. */
type Places = Map<string, Edit[]>;

const PIECE = 1024;

function placesOf(path: string, { at, del }: Edit): readonly string[] {
  const first = Math.floor(at / PIECE);
  const count = Math.floor((at + del) / PIECE) - first + 1;
  return Array.from({ length: count }, (_, index) => `${path}:${first + index}`);
}

function conflicts(change: Change, places: Places, creates: ReadonlyMap<string, NewFile>): boolean {
  const taken = change.creates.some((file) => {
    const other = creates.get(file.path);
    return other !== undefined && Buffer.compare(other.bytes, file.bytes) !== 0;
  });
  return (
    taken ||
    change.edits.some((edit) =>
      placesOf(edit.path, edit).some((key) => places.get(key)?.some((other) => overlaps(edit, other))),
    )
  );
}

function isSame(a: Edit, b: Edit): boolean {
  return a.at === b.at && a.del === b.del && Buffer.compare(a.ins, b.ins) === 0;
}

/** Insertions may share a place (their ranks order them); identical edits are one. */
function overlaps(a: Edit, b: Edit): boolean {
  if (isSame(a, b)) return false;
  if (a.del === 0 && b.del === 0) return false;
  const [first, second] = a.at < b.at || (a.at === b.at && a.del < b.del) ? [a, b] : [b, a];
  return first.at + first.del > second.at;
}
