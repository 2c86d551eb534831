/**
 * One string per identifier, found by hash without cutting it out of the text first. Names are a third of all tokens;
 * this saves most of their memory and lets comparisons of names be comparisons of pointers.
 */
const SLOTS = 1 << 15;
/** When a tree of files has had more names than this, the table starts anew. */
const LIMIT = SLOTS / 2;

export class NameTable {
  /** Index into `values` plus one; 0 is free. */
  private slots = new Int32Array(SLOTS);
  private values: string[] = [];
  private readonly terminals: readonly number[];

  /** @param keywords keyword → terminal number */
  constructor(private readonly keywords: ReadonlyMap<string, number>) {
    this.terminals = [...keywords.values()];
    this.addKeywords();
  }

  /** Number of the name text[start, end). @param hash of its characters, as `hashOf` makes it */
  find(text: string, start: number, end: number, hash: number): number {
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const entry = this.slots[slot] as number;
      if (entry === 0) return this.add(text.slice(start, end), hash);
      if (same(this.values[entry - 1] as string, text, start, end)) return entry - 1;
    }
  }

  value(name: number): string {
    return this.values[name] as string;
  }

  /** Terminal number of a keyword, undefined for other names. */
  keyword(name: number): number | undefined {
    return this.terminals[name];
  }

  private add(value: string, hash: number): number {
    if (this.values.length >= LIMIT) {
      this.slots = new Int32Array(SLOTS);
      this.values = [];
      this.addKeywords();
    }
    let slot = hash & (SLOTS - 1);
    while (this.slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.slots[slot] = this.values.push(value);
    return this.values.length - 1;
  }

  private addKeywords(): void {
    for (const keyword of this.keywords.keys()) this.add(keyword, hashOf(keyword));
  }
}

/** One step of the hash, so that the tokenizer can compute it while it looks for the end of the name. */
export function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

export function hashOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = hashStep(hash, name.charCodeAt(at));
  return hash;
}

function same(value: string, text: string, start: number, end: number): boolean {
  if (value.length !== end - start) return false;
  for (let at = 0; at < value.length; at++)
    if (value.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  return true;
}
