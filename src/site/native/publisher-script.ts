/** Lines of an entry script that bind `application` for a folder of published modules that are plain WSGI. */

import { pythonString } from '../configuration/python-path.js';
import { baseName, joinPath } from '../paths.js';

export interface PublishedModule {
  readonly name: string;
  readonly callable: string;
  /** Another module of the server has the same name. */
  readonly twin: boolean;
}

/** @param directory the folder as the server knows it */
export function publisherLines(modules: readonly PublishedModule[], directory: string): readonly string[] {
  const [only] = modules;
  if (only && modules.length === 1 && only.name === 'index' && !only.twin) {
    const renamed = only.callable === 'application' ? '' : ' as application';
    return [`from index import ${only.callable}${renamed}  # noqa: E402`];
  }
  return [...importLines(modules), ...loadLines(modules, directory), ...dispatchLines(modules)];
}

function importLines(modules: readonly PublishedModule[]): readonly string[] {
  const lines = modules.filter(({ twin }) => !twin).map(({ name }) => `import ${name}  # noqa: E402`);
  return lines.length > 0 ? [...lines, ''] : [];
}

function loadLines(modules: readonly PublishedModule[], directory: string): readonly string[] {
  const folder = baseName(directory).replace(/\W/g, '_');
  const lines = modules
    .filter(({ twin }) => twin)
    .map(({ name }) => {
      const file = pythonString(joinPath(directory, `${name}.py`));
      return `${name} = load('${folder}_${name}', ${file})`;
    });
  return lines.length > 0 ? [...LOAD, ...lines, ''] : [];
}

/** By its file, as the publisher did: the name alone would find the module of another folder. */
const LOAD = [
  '',
  'def load(name, path):',
  '    """Load a module by its file: other folders have one of the same name."""',
  '    module = types.ModuleType(name)',
  '    module.__file__ = path',
  "    with open(path, 'rb') as source:",
  "        exec(compile(source.read(), path, 'exec'), module.__dict__)",
  '    return module',
  '',
  '',
];

/** The address names the module, and index.py has what is no module. */
function dispatchLines(modules: readonly PublishedModule[]): readonly string[] {
  const index = modules.find(({ name }) => name === 'index');
  if (index && modules.length === 1) return [`application = index.${index.callable}`];
  return [
    'MODULES = {',
    ...modules.map(({ name, callable }) => `    '${name}': ${name}.${callable},`),
    '}',
    '',
    '',
    ...(index ? [] : NOT_FOUND),
    'def application(environ, start_response):',
    `    """The address names the module${index ? '; index is for all other names' : ''}."""`,
    "    name = os.path.basename(environ['SCRIPT_FILENAME'])",
    "    name = name[:-3] if name.endswith('.py') else name",
    `    module = MODULES.get(name, ${index ? `index.${index.callable}` : 'not_found'})`,
    '    return module(environ, start_response)',
  ];
}

const NOT_FOUND = [
  'def not_found(environ, start_response):',
  '    """No module has the name."""',
  "    page = b'<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>'",
  "    start_response('404 Not Found', [('Content-Type', 'text/html; charset=iso-8859-1'),",
  "                                     ('Content-Length', str(len(page)))])",
  '    return [page]',
  '',
  '',
];
