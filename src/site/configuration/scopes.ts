/**
 * Scopes: the places of a configuration that hold settings for requests, in one shape whatever their syntax was.
 * Conditional sections (`<IfModule>` …) are no scopes; their contents belong to the scope around them.
 */
import type {
  Condition,
  EffectiveDirective,
  EffectiveNode,
  EffectiveSection,
  EffectiveTree,
} from '../../httpd/reading/effective.js';
import { splitBranches } from './branches.js';

/** branch: lines of the scope around it that count only if a condition holds that nobody can decide (branches.ts). */
export type ScopeKind =
  | 'server'
  | 'vhost'
  | 'directory'
  | 'files'
  | 'location'
  | 'if'
  | 'htaccess'
  | 'branch'
  | 'other';

export interface Scope {
  readonly kind: ScopeKind;
  /** Directory path, URL prefix, file pattern or expression as httpd gets it; for .htaccess its directory. '' otherwise. */
  readonly argument: string;
  /** `<DirectoryMatch>`, `<Location ~>` and the like. */
  readonly regex: boolean;
  readonly parent: Scope | undefined;
  /** The condition of a branch, with the section that asks for it. */
  readonly condition?: Condition;
  /** The section itself; undefined for the server and for .htaccess files. */
  readonly node: EffectiveSection | undefined;
  readonly tree: EffectiveTree;
  /** Directives directly in this scope, in order, whether active or not; with those of `<Limit>` that it does not limit. */
  readonly directives: readonly EffectiveDirective[];
  /** Position in reading order over the whole configuration. */
  readonly order: number;
}

const SECTION_KINDS: Readonly<Record<string, readonly [ScopeKind, boolean]>> = {
  virtualhost: ['vhost', false],
  directory: ['directory', false],
  directorymatch: ['directory', true],
  files: ['files', false],
  filesmatch: ['files', true],
  location: ['location', false],
  locationmatch: ['location', true],
  if: ['if', false],
  elseif: ['if', false],
  else: ['if', false],
};

/** All scopes of one evaluated configuration, the server (or .htaccess) first, then in reading order. */
export function scopesOf(
  tree: EffectiveTree,
  root: { kind: 'server' | 'htaccess'; argument: string },
): readonly Scope[] {
  const scopes: Scope[] = [];
  const add = (
    scope: Omit<Scope, 'directives' | 'order' | 'tree'>,
    children: readonly EffectiveNode[],
  ): void => {
    const own = scope.node && isLimit(scope.node) ? children.filter(isLimited) : children.flatMap(unlimited);
    const { common, branches } = splitBranches(own.filter(isDirective), scope.node);
    const made: Scope = { ...scope, tree, directives: common, order: scopes.length };
    scopes.push(made);
    for (const { condition, directives } of branches) {
      const branch = {
        ...made,
        kind: 'branch' as const,
        parent: made,
        node: undefined,
        condition,
        directives,
      };
      scopes.push({ ...branch, order: scopes.length });
    }
    for (const child of children) if (child.kind === 'section') addSection(child, made);
  };
  const addSection = (node: EffectiveSection, parent: Scope): void => {
    const [kind, match] = SECTION_KINDS[node.name.toLowerCase()] ?? (['other', false] as const);
    const tilde = node.argv[0] === '~';
    const argument = (tilde ? node.argv[1] : node.argv[0]) ?? '';
    add(
      { kind, argument: tidy(kind, argument, match || tilde), regex: match || tilde, parent, node },
      node.children,
    );
  };
  add({ ...root, regex: false, parent: undefined, node: undefined }, tree.children);
  return scopes;
}

/**
 * `<Limit>` and `<LimitExcept>` hold for the access rules in them only: everything else belongs to the section around
 * them, whatever the method (core.c, ap_limit_section; cmd->limited is asked by mod_authz_core and mod_access_compat).
 */
function isLimit(node: EffectiveSection): boolean {
  return /^limit(?:except)?$/i.test(node.name);
}

function isLimited(node: EffectiveNode): boolean {
  return node.kind === 'section' || /^(?:require|order|allow|deny|satisfy)$/i.test(node.name);
}

function unlimited(node: EffectiveNode): readonly EffectiveNode[] {
  if (node.kind !== 'section' || !isLimit(node)) return [node];
  return node.children.filter((child) => !isLimited(child));
}

function isDirective(node: EffectiveNode): node is EffectiveDirective {
  return node.kind === 'directive';
}

/** Directory and Location arguments without a trailing slash (except '/'), as they are compared. */
function tidy(kind: ScopeKind, argument: string, regex: boolean): string {
  if (regex || (kind !== 'directory' && kind !== 'location')) return argument;
  return argument.length > 1 ? argument.replace(/\/+$/, '') || '/' : argument;
}

/** The virtual host a scope stands in, or the server. */
export function containerOf(scope: Scope): Scope {
  let at: Scope = scope;
  while (at.kind !== 'vhost' && at.parent) at = at.parent;
  return at;
}

/** The outermost section of the scope below its container: what a hoisted directive must be put in front of. */
export function outermost(scope: Scope): Scope {
  let at = scope;
  while (
    at.parent &&
    at.parent.kind !== 'vhost' &&
    at.parent.kind !== 'server' &&
    at.parent.kind !== 'htaccess'
  )
    at = at.parent;
  return at;
}

/** The scope itself; of a branch, the scope that its lines belong to. */
export function baseOf(scope: Scope): Scope {
  return scope.kind === 'branch' && scope.parent ? baseOf(scope.parent) : scope;
}

/** Whether the scope is the server or a virtual host (or a branch of one). */
export function isHost(scope: Scope): boolean {
  const { kind } = baseOf(scope);
  return kind === 'server' || kind === 'vhost';
}

/** Whether requests of the container (a virtual host, or the server for all) may meet the scope: not that of another host. */
export function mayShareHost(scope: Scope, container: Scope): boolean {
  const home = containerOf(scope);
  return home === container || home.kind !== 'vhost' || container.kind !== 'vhost';
}

/** What tells two readings of one text: the section, or the condition of a branch, in its file. */
export function textOf(scope: Scope): unknown {
  return scope.node?.origin.node ?? scope.condition?.node ?? scope;
}

/** `<Directory "/srv/www">` as a person would name the scope. */
export function describeScope(scope: Scope): string {
  if (scope.kind === 'server') return 'the main server';
  if (scope.kind === 'htaccess') return fileOf(scope);
  if (scope.condition)
    return `${describeScope(baseOf(scope))} with <${scope.condition.name} ${scope.condition.test}>`;
  if (!scope.node) return scope.argument;
  const words = scope.node.argv.map((word) => (/^[\w./:*@%{}-]+$/.test(word) ? word : `"${word}"`));
  return `<${[scope.node.name, ...words].join(' ')}>`;
}

/** The .htaccess file of a scope, whatever AccessFileName calls it, as a path of the server. */
export function fileOf(scope: Scope): string {
  const [file = `${scope.argument}/.htaccess`] = scope.tree.files.keys();
  return file;
}

/** Directives of that name directly in the scope that httpd does or may read. */
export function named(scope: Scope, name: string): readonly EffectiveDirective[] {
  const wanted = name.toLowerCase();
  return scope.directives.filter((node) => node.active !== false && node.name.toLowerCase() === wanted);
}
