/** What could not be read or understood, as the plan reports it. */
import type { SyntaxNode } from '../httpd/syntax/tree.js';
import type { ExactModule } from '../python/reader.js';
import type { PythonError } from '../python/source.js';
import { needsCodingLine } from '../site/code/coding-lines.js';
import type { Site } from '../site/site.js';
import type { FileProblem } from './plan.js';
import { placed, refusedLines } from './refusals.js';

/** Unreadable inputs, configurations that httpd would refuse, Python files that no Python accepts; sorted by place. */
export function siteProblems(site: Site): readonly FileProblem[] {
  const found = [
    ...unreadableInputs(site),
    ...refusedLines(site),
    ...missingParts(site),
    ...unreadableLines(site),
    ...pythonProblems(site),
  ];
  return found.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

function unreadableInputs(site: Site): readonly FileProblem[] {
  return site.options.inputs.flatMap((path) => {
    const node = site.tree.node(path);
    if (node?.kind !== 'unreadable') return [];
    const todo = 'Make it readable for the user who runs migrate, or leave it out.';
    return [
      { path, line: 1, column: 1, message: `cannot be read: ${node.reason}`, todo, level: 'fatal' as const },
    ];
  });
}

/** Files that the configuration names and that are not in the tree: what they say is not known here. */
function missingParts(site: Site): readonly FileProblem[] {
  return site.configured.flatMap(({ configuration }) =>
    configuration.trees.flatMap((tree) =>
      tree.problems
        .filter((problem) => problem.level === 'unknown' && problem.active !== false)
        .map((problem) => ({
          ...placed(site, problem),
          todo: 'Name the file or its folder as well, so that its uses of mod_python are seen.',
          level: 'file' as const,
        })),
    ),
  );
}

/** Lines that httpd reads in its own way and that must not be edited (a NUL byte, a byte order mark glued to a name). */
function unreadableLines(site: Site): readonly FileProblem[] {
  const visit = (path: string, nodes: readonly SyntaxNode[]): readonly FileProblem[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'section') return visit(path, node.children);
      if (node.kind !== 'unreadable' || !/python|handler/i.test(node.name)) return [];
      const what = node.reason === 'nul' ? 'a NUL byte' : 'a byte order mark in front of its name';
      const message = `${node.name}: the line holds ${what}, which hides part of it from Apache`;
      const todo = 'Remove it, then run migrate again; the line is left alone.';
      return [{ path, line: node.line.lastLine, column: 1, message, todo, level: 'file' as const }];
    });
  return site.configFiles.flatMap(({ path, syntax }) => visit(path, syntax.children));
}

function pythonProblems(site: Site): readonly FileProblem[] {
  return site.files.python.flatMap((path) => {
    const module = site.python(path);
    const error =
      module?.kind === 'broken' ? module.error : module && undeclaredElsewhere(site, path, module);
    if (!error) return [];
    const { line, column, message } = error;
    const todo = 'The file is left alone. Correct it if it is live code; templates can be ignored.';
    return [
      { path, line, column, message: `not valid Python 2.7: ${message}`, todo, level: 'file' as const },
    ];
  });
}

/** Files without a coding line that the migration has nothing to do with; the others get one (MP226). */
function undeclaredElsewhere(site: Site, path: string, module: ExactModule): PythonError | undefined {
  return module.undeclared && !needsCodingLine(site, path, module) ? module.undeclared.error : undefined;
}
