/** Mappings to mod_python that stay until a person has replaced them, and the script that answers for them. */
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import type { DirectiveNode, SyntaxNode } from '../../httpd/syntax/tree.js';
import { wordValues } from '../../httpd/syntax/words.js';
import { directiveLine } from '../changes.js';
import { placeOfNode, type SitePlace } from '../place.js';
import type { ConfiguredSite, Site } from '../site.js';
import type { ConfigFile } from './config-file.js';
import { type DirectiveUse, directiveUses, isSkipped } from './directives.js';
import { named } from './scopes.js';
import { isPythonHandlerName } from './settings.js';

export interface LeftMapping {
  readonly file: ConfigFile;
  readonly node: DirectiveNode;
  readonly place: SitePlace;
  /** The name that a handler is looked up by. */
  readonly handler: string;
}

/** One for each section and name that has no script yet. .htaccess files cannot hold the line. */
export function leftMappings(site: Site): readonly LeftMapping[] {
  const ambiguous = ambiguousLines(site);
  return site.configFiles
    .filter((file) => !/\/\.?htaccess[^/]*$/.test(file.path))
    .flatMap((file) => inNodes(file, file.syntax.children, ambiguous));
}

/** Lines in sections that mean something else in each place where they are read. */
function ambiguousLines(site: Site): ReadonlySet<SyntaxNode> {
  const scopes = new Set(site.configured.flatMap(({ design }) => design.ambiguous.map(({ scope }) => scope)));
  const inside = directiveUses(site.configFiles).filter(
    (use) => isSkipped(use) || use.scopes.some((scope) => scopes.has(scope)),
  );
  // Beside a directive that only mod_python knows, and that nobody takes out, the mapping shows nothing: Apache does not start.
  const stopping = new Set(
    inside
      .filter((use) => use.name.startsWith('python') && isSkipped(use))
      .flatMap((use) => use.around.at(-1) ?? []),
  );
  return new Set(
    inside.filter((use) => !use.around.some((section) => stopping.has(section))).map((use) => use.node),
  );
}

function inNodes(
  file: ConfigFile,
  nodes: readonly SyntaxNode[],
  ambiguous: ReadonlySet<SyntaxNode>,
): readonly LeftMapping[] {
  const found = new Map<string, LeftMapping>();
  const declared = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== 'directive') continue;
    const argv = wordValues(node.args);
    if (lowerAscii(node.name) === 'wsgihandlerscript') declared.add((argv[0] ?? '').toLowerCase());
    const handler = handlerOf(node, argv, ambiguous.has(node));
    if (handler === undefined || found.has(handler)) continue;
    found.set(handler, { file, node, handler, place: placeOfNode(file.path, file.syntax, node) });
  }
  const inside = nodes.flatMap((node) =>
    node.kind === 'section' ? inNodes(file, node.children, ambiguous) : [],
  );
  return [...[...found.values()].filter(({ handler }) => !declared.has(handler)), ...inside];
}

/** Lower case, as Apache folds the names that AddHandler and AddType give; undefined for lines that are moved. */
function handlerOf(node: DirectiveNode, argv: readonly string[], ambiguous: boolean): string | undefined {
  const [first = ''] = argv;
  switch (lowerAscii(node.name)) {
    case 'defaulttype':
      return isPythonHandlerName(first) ? first.toLowerCase() : undefined;
    case 'rewriterule':
      return /[[,]\s*(?:H|handler)=(mod_python|python-program)\b/i.exec(node.args)?.[1]?.toLowerCase();
    case 'sethandler':
    case 'addhandler':
    case 'addtype':
    case 'forcetype':
      return isPythonHandlerName(first) && ambiguous ? first.toLowerCase() : undefined;
    default:
      return undefined;
  }
}

/** Whether the script that keeps the files hidden stands beside the mapping already. */
export function isHidden({ argv: [handler = ''], scopes }: DirectiveUse): boolean {
  return scopes.some((scope) =>
    named(scope, 'WSGIHandlerScript').some((node) => node.argv[0]?.toLowerCase() === handler.toLowerCase()),
  );
}

/** The script, and the line that hands it the requests. */
export function unmappedScript(site: Site, left: LeftMapping) {
  const configured = site.configured.find(
    (one) => one.configuration === left.file.configuration,
  ) as ConfiguredSite;
  const script = `${configured.design.folder}/unmapped.wsgi`;
  const { path } = site.placeNew(configured, script);
  const creates = site.tree.node(path) ? [] : [{ path, bytes: Buffer.from(TEXT, 'latin1'), mode: 0o644 }];
  const line = directiveLine('WSGIHandlerScript', left.handler, script, 'application-group=%{GLOBAL}');
  return { script, creates, line };
}

const TEXT = `"""Answers for what is still mapped to mod_python: an error, and never the source of the file."""


def handle_request(environ, start_response):
    """Called by mod_wsgi for WSGIHandlerScript."""
    environ['wsgi.errors'].write('%s is mapped to mod_python, and nothing has taken its place yet\\n'
                                 % environ.get('SCRIPT_FILENAME', ''))
    start_response('500 Internal Server Error', [('Content-Type', 'text/plain')])
    return [b'This page has not been migrated yet.\\n']
`;
