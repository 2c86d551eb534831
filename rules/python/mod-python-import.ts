import { defineRule } from '../../src/core/rule.js';
import type { ModuleConversion } from '../../src/python/native/native-result.js';
import { apacheImports, packageNames, placeInPython, replaceLeaf } from '../../src/site/code/python-files.js';
import { remember } from '../../src/site/remember.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP201',
  name: 'mod-python-import',
  target: 'python',
  severity: 'error',
  summary: 'Import the compat package instead of mod_python',
  why: 'mod_python can only be imported inside Apache with mod_python loaded. modpython_wsgi has the same modules and names and works under WSGI.',
  todo: 'Import from modpython_wsgi, or write the function for WSGI.',
  effort: '1m',
  refs: [],
  messages: {
    statement: 'the import takes the same names from modpython_wsgi',
    native: 'the import goes: the handlers of this module become plain WSGI',
    name: 'the name of the package changes with its import',
    low: 'the import takes the C module under mod_python from modpython_wsgi, where it can be imported inside of Apache only, as it was',
    own: 'this is a module called mod_python of the own tree (a copy, or a double for tests): imports lead to modpython_wsgi now and pass it by; where tests need the double, call it modpython_wsgi as well',
    encoding: 'the import cannot be rewritten in the encoding of this file',
  },
  example: { before: 'from mod_python import apache\n', after: 'from modpython_wsgi import apache\n' },

  *check(context) {
    const { site } = context;
    for (const path of site.files.python) {
      const module = site.python(path);
      if (isOwnPackage(path) && importsPackage(site)) {
        const at = { path, line: 1, column: 1, endLine: 1, endColumn: 1, byteOffset: 0, byteLength: 0 };
        yield context.note({ at, message: 'own', data: {}, severity: 'warning', confidence: 'manual' });
      }
      if (module?.kind !== 'exact') continue;
      for (const { leaf, statement } of packageNames(module)) {
        const around = statement ?? leaf;
        const at = placeInPython(path, module, around.start, statement ? leaf.end : leaf.end);
        if (isRewritten(site.native.get(path), at.byteOffset)) {
          yield context.use({ at, message: 'native', data: {}, state: 'native' });
          continue;
        }
        const edits = replaceLeaf(path, module, leaf, 'modpython_wsgi');
        if (!edits) yield context.use({ at, message: 'encoding', data: {}, state: 'manual' });
        else
          yield context.use({
            at,
            message: statement ? 'statement' : 'name',
            data: {},
            state: 'bridged',
            edits,
          });
      }
      // A module of the site's own may have the name.
      if (site.files.python.some((file) => file.endsWith('/_apache.py'))) continue;
      for (const { leaf, text } of apacheImports(module)) {
        const at = placeInPython(path, module, leaf.start, leaf.end);
        const edits = replaceLeaf(path, module, leaf, text);
        if (edits) yield context.use({ at, message: 'low', data: {}, state: 'bridged', edits });
        else yield context.use({ at, message: 'encoding', data: {}, state: 'manual' });
      }
    }
  },
});

/** Whether `import mod_python` may find the file. */
function isOwnPackage(path: string): boolean {
  return /\/mod_python(?:\/__init__)?\.py$/.test(path);
}

const importsPackage = remember((site: Site): boolean =>
  site.files.python.some((path) => {
    const module = site.python(path);
    return module?.kind === 'exact' && packageNames(module).length > 0;
  }),
);

/** Whether the conversion of the module's handlers changes these bytes itself. */
function isRewritten(conversion: ModuleConversion | undefined, offset: number): boolean {
  return conversion?.edits.some((edit) => edit.at <= offset && offset < edit.at + edit.del) ?? false;
}
