import { defineRule } from '../../src/core/rule.js';
import { insertBeforeStatement } from '../../src/python/edit.js';
import type { ExactModule } from '../../src/python/reader.js';
import type { Scope } from '../../src/python/scopes/scope.js';
import { isNode, type Leaf, type Node, type Tree } from '../../src/python/tree.js';
import { handlerModules } from '../../src/site/code/handler-modules.js';
import { placeInPython } from '../../src/site/code/python-files.js';

export default defineRule({
  code: 'MP202',
  name: 'missing-import',
  target: 'python',
  severity: 'warning',
  summary: 'Import `apache` where a handler module forgot to',
  why: 'mod_python never put the name apache into a module: the handler fails with NameError as soon as it gets there, often after the page has gone out. Tutorials forget the import.',
  todo: 'Import apache at the top of the module.',
  effort: '1m',
  refs: [],
  messages: {
    apache: 'apache is used here but never imported: under mod_python this line fails with NameError',
  },
  example: {
    before: 'def handler(req):\n    return apache.OK\n',
    after: 'from modpython_wsgi import apache\n\n\ndef handler(req):\n    return apache.OK\n',
  },

  *check(context) {
    const { site } = context;
    for (const path of handlerModules(site)) {
      if (site.native.get(path)?.edits.length) continue;
      const module = site.python(path);
      const use = module?.kind === 'exact' ? unboundApache(module) : undefined;
      if (module?.kind !== 'exact' || !use) continue;
      const first = firstStatement(module.tree);
      const lines = ['from modpython_wsgi import apache', ...(isDefinition(first) ? ['', ''] : [])];
      const made = insertBeforeStatement(module, first, lines);
      const edits = made.kind === 'edits' ? made.edits.map((edit) => ({ ...edit, path })) : [];
      yield context.note({
        at: placeInPython(path, module, use.start, use.end),
        message: 'apache',
        data: {},
        confidence: 'review',
        edits,
      });
    }
  },
});

/** The first use of a global `apache` that nothing in the module binds. */
function unboundApache(module: ExactModule): Leaf | undefined {
  const uses: Leaf[] = [];
  const visit = (scope: Scope): boolean => {
    const binding = scope.bindings.get('apache');
    for (const use of binding?.uses ?? []) {
      const global =
        scope.kind === 'module' ||
        binding?.resolution === 'global-implicit' ||
        binding?.resolution === 'global-explicit';
      if (global && use.kind !== 'load' && use.kind !== 'global') return false;
      if (global && use.kind === 'load') uses.push(use.leaf);
    }
    return !scope.dynamic && scope.children.every(visit);
  };
  return visit(module.scopes()) ? uses.sort((a, b) => a.start - b.start)[0] : undefined;
}

/** Where an import belongs: in front of the first statement that is neither the docstring nor a __future__ import. */
function firstStatement(root: Node): Tree {
  const statements = root.children.filter((child) => child.kind === 'node' || child.type !== 'NEWLINE');
  return statements.find((statement) => !isHead(statement)) ?? (statements[0] as Tree);
}

function isHead(statement: Tree): boolean {
  const [first] = statement.kind === 'node' ? statement.children : [];
  if (first?.kind === 'leaf') return first.type === 'STRING';
  return (
    isNode(first, 'import_from') &&
    first.children.some((part) => part.kind === 'leaf' && part.value === '__future__')
  );
}

function isDefinition(statement: Tree): boolean {
  return isNode(statement, 'funcdef', 'classdef', 'decorated');
}
