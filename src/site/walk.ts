/** Lists the files of a tree that can matter: configuration, Python, PSP. Pure: the tree is given. */
import type { FileTree } from './file-tree.js';
import { MANUAL_MARK } from './manual-mark.js';
import { baseName, joinPath } from './paths.js';

export interface SiteFiles {
  readonly config: readonly string[];
  readonly htaccess: readonly string[];
  readonly python: readonly string[];
  readonly psp: readonly string[];
  /** Text files that are none of these but mention mod_python (documentation, spec files, shell scripts). */
  readonly other: readonly string[];
  /** Links that lead to what was not read, or to nothing. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

type FileKind = Exclude<keyof SiteFiles, 'links'>;

/** Never entered: version control, installed packages, our own journal and our own package. */
const SKIPPED_FOLDERS = new Set([
  '.git',
  '.hg',
  '.svn',
  'CVS',
  'node_modules',
  '.migrate',
  'modpython_wsgi',
  '__pycache__',
]);

const CONFIG_NAME =
  /(?:\.conf|\.vhost|\.conf\.(?:in|template|dist|example|sample|default)|^httpd\.conf[-.\w]*|^apache2?\.conf[-.\w]*)$/i;
const CONFIG_FOLDERS =
  /\/(?:sites-(?:available|enabled)|conf\.d|conf-(?:available|enabled)|mods-(?:available|enabled)|vhosts(?:\.d)?)\/[^/]+$/;
const CONFIG_HINT =
  /^[ \t]*<?(?:Python\w+|(?:Set|Add)Handler|(?:Load|Add)Module|VirtualHost|Directory|Location|Files|If(?:Module|Define|Version)|Macro|DocumentRoot|Server(?:Root|Name)|IncludeOptional|WSGI\w+)\b/im;
/** Other programs have these words as well: they count in files whose names say that they are httpd's. */
const WEAK_HINT = /^[ \t]*(?:Include|Define|Use)[ \t]+\S/im;
const SERVER_NAME = /^(?:httpd|apache)/i;

/** Files whose configuration lines are quotations, whatever they look like. */
const PROSE_OR_CODE =
  /\.(?:md|markdown|txt|rst|html?|xml|tex|sh|pl|php|c|h|js|java|spec|po|patch|diff|orig)$|^(?:readme|install|changelog|news|todo)\b|^(?!.*\.)/i;
const SECTION = /^[ \t]*<(?:VirtualHost|Directory|Location|Files|IfModule|IfDefine)/im;
const PYTHON_LINE =
  /^[ \t]*(?:Python[A-Z]\w+[ \t]+\S|(?:Set|Add)Handler[ \t]+(?:mod_python|python-program)\b)/im;

/** Of directives, and of packages: Debian's has a hyphen, `a2enmod` knows the module as python. */
const MENTION =
  /mod_python|mod-python(?![-\w])|python-program|Python(?:\w*Handler|Option|Path|Import|Interpreter|AutoReload|Debug|(?:Input|Output)Filter)\b|\ba2(?:en|dis)mod\b.*\bpython\b/;

/** PSP code in a template that some handler runs: psp.PSP(req, filename='list.html'). */
const TEMPLATE = /\.(?:[sp]?html?|xml|tmpl|tpl|inc)$/i;
const IMPORT = /\b(?:from|import)\s+mod_python\b/;

/** Python under another name: `page.py.in` of autoconf, `.pyx`, `.mpy`. Copies that an editor or a patch left are nobody's code. */
const PYTHON_TEXT = [/^(?:from|import)[ \t]+mod_python\b/m, /^(?:def|class)[ \t]+\w+[^\n]*:/m];
const LEFT_COPY = /(?:~|\.(?:bak|old|save|rej|swp|rpm(?:new|save|orig)|dpkg-\w+))$/i;

/** @param inputs files and folders given by the user, absolute tree paths */
export function walkSite(tree: FileTree, inputs: readonly string[]): SiteFiles {
  const found = walkNamed(tree, inputs, new Set());
  const names = accessFileNames(tree, found.config);
  return names.size > 0 ? walkNamed(tree, inputs, names) : found;
}

/** @param inFolders names that AccessFileName gives to files like .htaccess */
function walkNamed(tree: FileTree, inputs: readonly string[], inFolders: ReadonlySet<string>): SiteFiles {
  const found: Record<FileKind, string[]> = { config: [], htaccess: [], python: [], psp: [], other: [] };
  const links: { path: string; target: string }[] = [];
  const seen = new Set<string>();
  const visit = (path: string, given: boolean): void => {
    const real = tree.resolve(path);
    const link = real ? undefined : tree.node(path);
    if (link?.kind === 'symlink') links.push({ path, target: link.target });
    if (!real || seen.has(real)) return;
    seen.add(real);
    const node = tree.node(real);
    if (node?.kind === 'directory') {
      if (!given && SKIPPED_FOLDERS.has(baseName(path))) return;
      for (const name of node.names) visit(joinPath(path, name), false);
    } else if (node?.kind === 'file') {
      const kind = inFolders.has(baseName(path)) ? 'htaccess' : fileKind(path, node.bytes, given);
      if (kind) found[kind].push(real);
    }
  };
  for (const input of inputs) visit(input, true);
  for (const list of Object.values(found)) list.sort();
  return { ...found, links };
}

/** What stands behind AccessFileName, wherever it may be read; .htaccess files are known without it. */
function accessFileNames(tree: FileTree, configs: readonly string[]): ReadonlySet<string> {
  const lines = configs.flatMap((path) => {
    const node = tree.node(path);
    const text = node?.kind === 'file' ? Buffer.from(node.bytes).toString('latin1') : '';
    return text.match(/^[ \t]*AccessFileName[ \t]+.*$/gim) ?? [];
  });
  const names = lines.flatMap((line) =>
    line
      .trim()
      .split(/[ \t]+/)
      .slice(1),
  );
  return new Set(names.filter((name) => !name.includes('/')));
}

function fileKind(path: string, bytes: Uint8Array, given: boolean): FileKind | undefined {
  const name = baseName(path);
  if (/\.py$/i.test(name) || /\.wsgi$/.test(name)) return 'python';
  if (/\.psp$/i.test(name)) return 'psp';
  if (/^\.?htaccess(?:[-.\w]*)$/.test(name)) return 'htaccess';
  if (bytes.length > 4_000_000) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const configName = CONFIG_NAME.test(name) || CONFIG_FOLDERS.test(path);
  if (text.includes('\0') && !configName) return undefined;
  if ((configName || given) && CONFIG_HINT.test(text)) return 'config';
  if (configName && (SERVER_NAME.test(name) || CONFIG_FOLDERS.test(path)) && WEAK_HINT.test(text))
    return 'config';
  // Nothing may be left but what an earlier run could only comment out: a person still has to see it.
  if (configName && text.includes(MANUAL_MARK)) return 'config';
  if (/^#!.*\bpython/.test(text)) return 'python';
  const isText = PROSE_OR_CODE.test(name) || LEFT_COPY.test(name);
  if (!isText && PYTHON_TEXT.every((sign) => sign.test(text))) return 'python';
  if (TEMPLATE.test(name) && text.includes('<%') && IMPORT.test(text)) return 'psp';
  if (!PROSE_OR_CODE.test(name) && SECTION.test(text) && PYTHON_LINE.test(text)) return 'config';
  return MENTION.test(text) ? 'other' : undefined;
}
