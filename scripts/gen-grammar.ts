/**
 * Writes src/python/grammar27.json and grammar3.json from scripts/grammar/*.ebnf.
 * `--check` writes nothing and exits 1 when a committed table is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Automaton, automatonOf } from './grammar/automaton.js';
import { conflictsOf } from './grammar/check-ll1.js';
import { parseNotation } from './grammar/notation.js';

const GRAMMARS = [
  { from: 'grammar/python27.ebnf', to: '../src/python/grammar27.json' },
  { from: 'grammar/python3.ebnf', to: '../src/python/grammar3.json' },
];

/**
 * Tables as text. `terminals`: token types, then literals. `rules`: name and states; a state is [accepting, symbol, target, …]
 * where a symbol n ≥ 0 is terminal n and n < 0 is rule -n-1.
 */
export function tablesOf(notation: string): string {
  const automata = parseNotation(notation).map(automatonOf);
  const conflicts = conflictsOf(automata);
  if (conflicts.length > 0) throw new Error(`not LL(1):\n${conflicts.join('\n')}`);
  const rules = automata.map((automaton) => automaton.name);
  const terminals = terminalsOf(automata);
  const code = (symbol: string): number => {
    const rule = rules.indexOf(symbol);
    return rule >= 0 ? -rule - 1 : terminals.indexOf(symbol.replaceAll("'", ''));
  };
  const rows = automata.map(({ name, states }) => {
    const flat = states.map((state) => [
      state.accepting ? 1 : 0,
      ...[...state.arcs].flatMap(([symbol, target]) => [code(symbol), target]),
    ]);
    return JSON.stringify([name, flat]);
  });
  return `{"terminals":${JSON.stringify(terminals)},\n"rules":[\n${rows.join(',\n')}\n]}\n`;
}

function terminalsOf(automata: readonly Automaton[]): readonly string[] {
  const rules = new Set(automata.map((automaton) => automaton.name));
  const symbols = automata.flatMap(({ states }) => states.flatMap((state) => [...state.arcs.keys()]));
  const types = ['NAME', 'NUMBER', 'STRING', 'NEWLINE', 'INDENT', 'DEDENT', 'ENDMARKER'];
  const unknown = symbols.filter(
    (symbol) => !rules.has(symbol) && !symbol.startsWith("'") && !types.includes(symbol),
  );
  if (unknown.length > 0) throw new Error(`unknown tokens: ${unknown.join(', ')}`);
  const literals = symbols.filter((symbol) => symbol.startsWith("'")).map((symbol) => symbol.slice(1, -1));
  return [...types, ...[...new Set(literals)].sort()];
}

function main(): void {
  const check = process.argv.includes('--check');
  for (const { from, to } of GRAMMARS) {
    const target = new URL(to, import.meta.url);
    const fresh = tablesOf(readFileSync(new URL(from, import.meta.url), 'utf8'));
    if (!check) writeFileSync(target, fresh);
    else if (fresh !== readFileSync(target, 'utf8')) {
      console.error(`${to.slice(3)} is stale: run tsx scripts/gen-grammar.ts`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1]?.includes('gen-grammar')) main();
