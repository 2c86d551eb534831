/** The house keeps its shape: which folder may import which, what the pure ones must not touch, how long a file may be. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The words that all layers share. They hold types and the arithmetic of edits, and know no other layer. */
const WORDS = ['edit', 'explain-url/result', 'file-tree', 'finding', 'plan', 'rule', 'version'].map(
  (name) => `src/core/${name}.ts`,
);

/** Which layers a layer may import besides itself (docs/architecture.md: one direction, no way back). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  words: [],
  httpd: [],
  python: ['words'],
  psp: ['words', 'python'],
  site: ['words', 'httpd', 'python', 'psp'],
  rules: ['words', 'httpd', 'python', 'psp', 'site'],
  core: ['words', 'httpd', 'python', 'psp', 'site', 'rules'],
  io: ['words'],
  report: ['words'],
  cli: ['words', 'core', 'io', 'report'],
  index: ['words', 'core', 'io', 'report'],
};

/** A type carries no code: a shared word may be explained in terms of the layer that it is about. */
const TYPES_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = { words: ['site'] };

/** Node's own modules that only compute. */
const COMPUTING = ['node:buffer', 'node:path', 'node:util'];

const PURE = ['words', 'httpd', 'python', 'psp', 'site', 'rules', 'core'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly layer: string;
  readonly imports: readonly Import[];
}

function layerOf(path: string): string {
  if (WORDS.includes(path)) return 'words';
  if (path.startsWith('rules/')) return 'rules';
  const [, folder = '', rest] = path.split('/');
  return rest === undefined ? posix.basename(folder, '.ts') : folder;
}

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

function importsOf(path: string, text: string): readonly Import[] {
  return [...text.matchAll(IMPORT)].map(([statement, type, named, called]) => {
    const name = (named ?? called) as string;
    const to = name.startsWith('.') ? posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts') : name;
    const words =
      /\{([^}]*)\}/
        .exec(statement)?.[1]
        ?.split(',')
        .filter((word) => word.trim() !== '') ?? [];
    const allTypes = words.length > 0 && words.every((word) => word.trim().startsWith('type '));
    return { from: path, to, typeOnly: type !== undefined || allTypes };
  });
}

function read(folder: string, ending: RegExp): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => {
      const path = posix.join(folder, name);
      const text = readFileSync(join(path), 'utf8');
      return { path, text, layer: layerOf(path), imports: importsOf(path, text) };
    });
}

const sources = [...read('src', /\.ts$/), ...read('rules', /\.ts$/)];

/** Code with comments and texts blanked, so that a word in a message is no offence. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/\/\/.*$/gm, '')
    .replace(/`(?:[^`\\$]|\\.|\$(?!\{))*`/g, '``');
}

function offences(layers: readonly string[], forbidden: RegExp): readonly string[] {
  return sources
    .filter((source) => layers.includes(source.layer))
    .flatMap((source) => {
      const found = codeOf(source.text).match(forbidden);
      return found ? [`${source.path}: ${found[0]}`] : [];
    });
}

describe('the layers', () => {
  it('are known, and the reader of imports sees them', () => {
    expect(
      [...new Set(sources.map((source) => source.layer))].filter((layer) => !(layer in MAY_IMPORT)),
    ).toEqual([]);
    const arrows = sources.flatMap((source) =>
      source.imports.map((each) => `${source.layer} > ${layerOf(each.to)}`),
    );
    for (const arrow of [
      'cli > core',
      'cli > io',
      'cli > report',
      'core > rules',
      'rules > site',
      'site > httpd',
    ]) {
      expect(arrows).toContain(arrow);
    }
    expect(
      importsOf(
        'src/a/x.ts',
        "import type { A } from '../b/y.js';\nimport {\n  type B,\n  c,\n} from './z.js';",
      ),
    ).toEqual([
      { from: 'src/a/x.ts', to: 'src/b/y.ts', typeOnly: true },
      { from: 'src/a/x.ts', to: 'src/a/z.ts', typeOnly: false },
    ]);
  });

  it('import in one direction', () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ to, typeOnly }) => {
          if (!to.startsWith('src/') && !to.startsWith('rules/')) return false;
          const target = layerOf(to);
          if (target === source.layer || MAY_IMPORT[source.layer]?.includes(target)) return false;
          return !(typeOnly && TYPES_MAY_IMPORT[source.layer]?.includes(target));
        })
        .map(({ from, to }) => `${from} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('stay pure below cli, io and report: no disk, console, process, clock, network or chance', () => {
    const impure =
      /\bconsole\b|\bprocess\.|\bDate\b|\bperformance\.|\bMath\.random\b|\bfetch\(|\bset(?:Timeout|Interval|Immediate)\b/;
    expect(offences(PURE, impure)).toEqual([]);
    const modules = sources
      .filter((source) => PURE.includes(source.layer))
      .flatMap((source) =>
        source.imports
          .filter((each) => each.to.startsWith('node:') && !COMPUTING.includes(each.to))
          .map((each) => `${each.from} imports ${each.to}`),
      );
    expect(modules).toEqual([]);
  });

  it('leave printing to cli, and the exit code to main.ts; nobody ends the process', () => {
    expect(offences(Object.keys(MAY_IMPORT), /\bconsole\b|\bprocess\.exit\(/)).toEqual([]);
    const exits = sources
      .filter((source) => /process\.exitCode/.test(codeOf(source.text)))
      .map((source) => source.path);
    expect(exits).toEqual(['src/cli/main.ts']);
    expect(offences(['io', 'report'], /\bstdout\b|\bstderr\b/)).toEqual([]);
    expect(offences(['report'], /\bprocess\./)).toEqual([]);
    const disk = sources
      .filter((source) => source.layer === 'report' || source.layer === 'cli')
      .flatMap((source) =>
        source.imports.filter((each) => /^node:(?:fs|child_process)/.test(each.to)).map((each) => each.from),
      );
    expect(disk).toEqual([]);
  });
});

describe('every file', () => {
  const all = [
    ...sources,
    ...read('scripts', /\.(?:ts|mjs)$/),
    ...read('test', /\.ts$/),
    ...read('bin', /\.js$/),
  ];

  it('is short: 300 lines at most', () => {
    const long = all
      .map((source) => [source.path, source.text.split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 300);
    expect(long.map(([path, lines]) => `${path}: ${lines} lines`)).toEqual([]);
  });

  it('says at its top what it is for; a rule does so in its head', () => {
    const spoken = sources.filter((source) => source.layer !== 'rules');
    const mute = [...spoken, ...read('bin', /\.js$/)].filter(
      (source) => !/^(?:#!.*\n)?(?:\/\/|\/\*\*) ?\S?/.test(source.text),
    );
    expect(mute.map((source) => source.path)).toEqual([]);
  });

  it('has a default export only where it is a rule', () => {
    const wrong = sources.filter(
      (source) => /^export default\b/m.test(source.text) && source.layer !== 'rules',
    );
    expect(wrong.map((source) => source.path)).toEqual([]);
  });
});
