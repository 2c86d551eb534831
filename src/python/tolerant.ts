/**
 * The reader for what is no valid Python: templates with `@PLACEHOLDER@`, half-edited files, syntax newer than our grammar.
 * tree-sitter recovers from errors, so the uses of mod_python in such a file can be listed; nothing is ever rewritten from it.
 */
import type { Node as SyntaxNode, Tree as SyntaxTree } from 'web-tree-sitter';
import { apiMember, apiName } from './api/mod-python-api.js';
import { decodeLeniently } from './source.js';

/** Contents of web-tree-sitter.wasm and tree-sitter-python.wasm, as their packages ship them. */
export interface TolerantWasm {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}

/** Something that looks like a use of mod_python. */
export interface PossibleUse {
  readonly kind: 'import' | 'name' | 'request';
  /** Dotted path below mod_python for imports and names; the attribute for a request, '' when it is named alone. */
  readonly target: string;
  /** Source text of the use. */
  readonly text: string;
  /** 1-based; columns count code points. */
  readonly line: number;
  readonly column: number;
  /** Byte offsets. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Whether mod_python has such a name; an attribute of `request` that it has not may be another library's. */
  readonly known: boolean;
}

export interface TolerantReader {
  /** By place. @param bytes any file */
  possibleUses(bytes: Uint8Array): readonly PossibleUse[];
}

/** Loads the parser, which takes a tenth of a second: only for sites that have unreadable files. */
export async function loadTolerantReader(wasm: TolerantWasm): Promise<TolerantReader> {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init({ wasmBinary: wasm.runtime });
  const language = await Language.load(wasm.python);
  return {
    possibleUses(bytes) {
      const parser = new Parser();
      parser.setLanguage(language);
      const source = decodeLeniently(bytes);
      const tree = parser.parse(source.text);
      try {
        return tree ? new Finder(source.text, tree).found().map((use) => placed(source, use)) : [];
      } finally {
        // The memory of the parser is not the collector's: it comes back only so.
        tree?.delete();
        parser.delete();
      }
    },
  };
}

interface Found {
  readonly kind: PossibleUse['kind'];
  readonly target: string;
  readonly start: number;
  readonly end: number;
}

function placed(
  source: ReturnType<typeof decodeLeniently>,
  { kind, target, start, end }: Found,
): PossibleUse {
  const byteOffset = source.byteOffset(start);
  return {
    kind,
    target,
    text: source.text.slice(start, end),
    ...source.position(start),
    byteOffset,
    byteLength: source.byteOffset(end) - byteOffset,
    known:
      kind === 'request'
        ? apiMember('request', target) !== undefined
        : target === '' || apiName(target) !== undefined,
  };
}

const REQUEST_NAMES = new Set(['req', 'request']);

class Finder {
  private readonly uses = new Map<number, Found>();
  /** Name → path below mod_python. */
  private readonly bound = new Map<string, string>();
  /** Comments and strings: names in them are no uses. */
  private readonly quiet: { readonly start: number; readonly end: number }[] = [];

  constructor(
    private readonly text: string,
    private readonly tree: SyntaxTree,
  ) {}

  found(): readonly Found[] {
    this.walk(this.tree.rootNode, (node) => this.imports(node));
    this.walk(this.tree.rootNode, (node) => this.names(node));
    this.words();
    return [...this.uses.values()].sort((a, b) => a.start - b.start);
  }

  /** A stack of our own: chains of operators nest as deep as they are long. */
  private walk(root: SyntaxNode, visit: (node: SyntaxNode) => void): void {
    const stack = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      visit(node);
      for (const child of node.children) if (child) stack.push(child);
    }
  }

  private add(kind: Found['kind'], target: string, node: SyntaxNode): void {
    this.uses.set(node.startIndex, { kind, target, start: node.startIndex, end: node.endIndex });
  }

  private imports(node: SyntaxNode): void {
    if (node.type === 'comment' || node.type === 'string_content') {
      this.quiet.push({ start: node.startIndex, end: node.endIndex });
    } else if (node.type === 'import_statement') {
      for (const name of node.childrenForFieldName('name')) if (name) this.importName(undefined, name);
    } else if (node.type === 'import_from_statement') {
      const from = node.childForFieldName('module_name');
      const module = below(from?.text);
      if (!from || module === undefined) return;
      this.quiet.push({ start: from.startIndex, end: from.endIndex });
      for (const name of node.childrenForFieldName('name')) if (name) this.importName(module, name);
    }
  }

  /** @param module path of a `from` import; undefined for a plain one */
  private importName(module: string | undefined, name: SyntaxNode): void {
    const alias = name.childForFieldName('alias');
    const dotted = (name.childForFieldName('name') ?? name).text;
    const target =
      module === undefined ? below(dotted) : [module, dotted].filter((part) => part !== '').join('.');
    if (target === undefined) return;
    this.add('import', target, name);
    if (alias) this.bound.set(alias.text, target);
    else this.bound.set(dotted.split('.')[0] as string, module === undefined ? '' : target);
  }

  private names(node: SyntaxNode): void {
    if (node.type !== 'identifier' || this.uses.has(node.startIndex) || isPart(node)) return;
    const attribute =
      node.parent?.type === 'attribute' && node.parent.childForFieldName('object')?.equals(node)
        ? node.parent
        : undefined;
    const member = attribute?.childForFieldName('attribute')?.text;
    const path = this.bound.get(node.text);
    if (path !== undefined) {
      const target = [path, member].filter((part) => part !== undefined && part !== '').join('.');
      this.add('name', target, attribute ?? node);
    } else if (REQUEST_NAMES.has(node.text) && member !== undefined)
      this.add('request', member, attribute as SyntaxNode);
  }

  /** What recovery left outside the tree, word by word. */
  private words(): void {
    for (const match of this.text.matchAll(/\b(?:mod_python\b(?:\.(\w+))?|req\.(\w+))/g)) {
      const start = match.index;
      const end = start + match[0].length;
      const seen = [...this.uses.values()].some(
        (use) => use.start <= start && end <= use.end + match[0].length && start < use.end,
      );
      if (seen || this.quiet.some((range) => range.start <= start && start < range.end)) continue;
      const request = match[2];
      this.uses.set(start, {
        kind: request === undefined ? 'import' : 'request',
        target: request ?? match[1] ?? '',
        start,
        end,
      });
    }
  }
}

/** The attribute behind a dot, the name of a keyword argument, a parameter, or a part of an import. */
function isPart(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return parent.childForFieldName('attribute')?.equals(node) === true;
  if (parent?.type === 'keyword_argument') return parent.childForFieldName('name')?.equals(node) === true;
  return /^(?:dotted_name|aliased_import|parameters|default_parameter)$/.test(parent?.type ?? '');
}

function below(module: string | undefined): string | undefined {
  if (module === 'mod_python') return '';
  return module?.startsWith('mod_python.') ? module.slice('mod_python.'.length) : undefined;
}
