/** Collects what the evaluator finds. */
import { canonicalName } from '../directives.js';
import type { Statement } from '../syntax/statement.js';
import { parseConfig, sectionArgs } from '../syntax/syntax.js';
import type { Dialect, FileSyntax, SyntaxNode } from '../syntax/tree.js';
import { wordValues } from '../syntax/words.js';
import type {
  EffectiveNode,
  EffectiveSection,
  EffectiveTree,
  FileRead,
  Origin,
  Problem,
  ReadTimeDirective,
} from './effective.js';
import type { Place } from './evaluator.js';
import type { Truth } from './host.js';
import type { ReadLine } from './reader.js';
import type { SourceRef, VariableUse } from './source-ref.js';
import type { EvaluationState } from './state.js';

type Named = Statement & { kind: 'directive' | 'section' };

export class EffectiveRecord {
  private readonly children: EffectiveNode[] = [];
  private readonly readTimeNodes: ReadTimeDirective[] = [];
  private readonly files = new Map<string, FileSyntax>();
  private readonly reads: FileRead[] = [];
  private readonly problems: Problem[] = [];
  private readonly nodesOf = new Map<SyntaxNode, (EffectiveNode | ReadTimeDirective)[]>();

  constructor(private readonly dialect: Dialect) {}

  file(path: string, bytes: Uint8Array, by: SourceRef | undefined, active: Truth): FileSyntax {
    const file = this.files.get(path) ?? parseConfig(bytes, { path, dialect: this.dialect });
    this.files.set(path, file);
    this.reads.push({ path, by, active });
    return file;
  }

  problem(problem: Problem): void {
    this.problems.push(problem);
  }

  node(place: Place, line: ReadLine, statement: Named, uses: readonly VariableUse[]): EffectiveNode {
    const base = effectiveBase(place, line, statement, uses);
    const node: EffectiveNode =
      statement.kind === 'section'
        ? { ...base, kind: 'section', children: [] }
        : { ...base, kind: 'directive' };
    ((node.parent?.children as EffectiveNode[] | undefined) ?? this.children).push(node);
    this.remember(node);
    return node;
  }

  readTime(place: Place, line: ReadLine, statement: Named, uses: readonly VariableUse[]): void {
    const node: ReadTimeDirective = { ...effectiveBase(place, line, statement, uses), kind: 'readTime' };
    this.readTimeNodes.push(node);
    this.remember(node);
  }

  private remember(node: EffectiveNode | ReadTimeDirective): void {
    const known = this.nodesOf.get(node.origin.node);
    if (known === undefined) this.nodesOf.set(node.origin.node, [node]);
    else known.push(node);
  }

  tree(state: EvaluationState): EffectiveTree {
    const { children, readTimeNodes: readTime, files, reads, problems, nodesOf } = this;
    return { children, readTime, files, reads, problems, nodesOf, state };
  }
}

function effectiveBase(place: Place, line: ReadLine, statement: Named, uses: readonly VariableUse[]) {
  const section = statement.kind === 'section';
  const name = section ? canonicalName(`<${statement.name}`).slice(1) : canonicalName(statement.name);
  const origin: Origin = {
    ...line.source,
    includes: place.includes,
    macros: line.macros,
    variables: uses,
    conditions: place.conditions,
  };
  const parent: EffectiveSection | undefined = place.open.at(-1) ?? place.parent;
  return {
    name,
    args: statement.args,
    argv: wordValues(section ? sectionArgs(statement.args) : statement.args),
    file: line.fileName,
    line: line.lineNumber,
    parent,
    active: place.active,
    origin,
  };
}
