/**
 * Configurations that Apache would not start with: sections that do not close, files that are missing, lines about Python in
 * a wrong form or place. What such a one means is a guess, and nothing is built on that. The configuration of a server ends
 * the run; an example among sources is left alone with all that it says, and the rest is done.
 */
import type { EffectiveTree, Problem } from '../httpd/reading/effective.js';
import { type Configuration, realPath } from '../site/configuration/configurations.js';
import { isHost } from '../site/configuration/scopes.js';
import { fileText } from '../site/file-tree.js';
import type { SitePlace } from '../site/place.js';
import { remember } from '../site/remember.js';
import type { Site } from '../site/site.js';
import { holdsPlaceholder, templates } from '../site/surroundings/templates.js';
import type { FileProblem } from './plan.js';
import { bareSections, refusedDirectives } from './refused-directives.js';

interface Refusal {
  readonly problem: FileProblem;
  /** What is left alone for it: the line, or files by tree path. Where it ends the run: nothing. */
  readonly leaves: 'line' | readonly string[];
}

const LEFT = 'The configuration is left alone. Correct it if Apache reads it, then run migrate again.';

/** Directives whose value decides what is written; other values are taken along as they are. */
const SWITCHES = /^\s*Python(?:Debug|AutoReload|EnablePdb|Optimize|InterpPerDirect(?:ory|ive))\b/i;

/** Whether the line of a template is one whose value decides what is written. */
export function isSwitch(line: string): boolean {
  return SWITCHES.test(line);
}

/** What Apache would stop at, and what follows from it. */
const refusals = remember((site: Site): readonly Refusal[] =>
  site.configured.flatMap(({ configuration }) =>
    configuration.trees.flatMap((tree) => refusalsIn(site, configuration, tree)),
  ),
);

function refusalsIn(site: Site, configuration: Configuration, tree: EffectiveTree): readonly Refusal[] {
  const { scopes } = configuration;
  const standing = (problems: readonly FileProblem[]) =>
    problems.flatMap((problem) => withoutUnfilled(site, problem));
  const whole = standing([...readingProblems(site, tree), ...bareSections(site, scopes, tree)]);
  const lines = standing(refusedDirectives(site, scopes, tree));
  if (endsTheRun(site, configuration, tree))
    return [...whole, ...lines].map((problem) => ({ problem, leaves: [] }));
  const files = [...tree.files.keys()].map((file) => realPath(site, file) ?? file);
  return [
    ...whole.map(
      (problem): Refusal =>
        problem.level === 'file'
          ? { problem, leaves: [] }
          : { problem: { ...problem, level: 'file', todo: LEFT }, leaves: files },
    ),
    ...lines.map((problem): Refusal => ({ problem, leaves: problem.level === 'file' ? [] : 'line' })),
  ];
}

/** Lines that end the run, or for which a whole file is left alone. Of a single line that is left a finding tells. */
export function refusedLines(site: Site): readonly FileProblem[] {
  return refusals(site).flatMap(({ problem, leaves }) => (leaves === 'line' ? [] : problem));
}

/** Whether a configuration is left alone since Apache refuses it. */
export function leavesRefused(site: Site): boolean {
  return refusals(site).some(({ leaves }) => leaves.length > 0);
}

/** Why Apache refuses what stands at a place, or the configuration that one of the files belongs to. */
export function refusalOf(site: Site, place: SitePlace, files: readonly string[]): string | undefined {
  for (const { problem, leaves } of refusals(site)) {
    const { path, line, message } = problem;
    if (leaves !== 'line' && files.some((file) => leaves.includes(file)))
      return `Apache refuses the configuration (${place.path === path ? 'line ' : `${path}:`}${line}: ${message})`;
    if (leaves === 'line' && path === place.path && line >= place.line && line <= place.endLine)
      return `Apache refuses the line (${message})`;
  }
  return undefined;
}

/**
 * A server's own: the user named it, it lies where Apache looks for its configuration, or it says where the server listens.
 * A .htaccess file is read for its folder alone.
 */
function endsTheRun(site: Site, { path, kind, trees, scopes }: Configuration, tree: EffectiveTree): boolean {
  if (tree !== trees[0] || kind === 'htaccess') return false;
  const { serverConfig, inputs } = site.options;
  if (path === serverConfig || inputs.includes(path) || /^\/(?:private\/)?(?:etc|usr)\//.test(path))
    return true;
  return scopes.some(
    (scope) =>
      scope.tree === tree &&
      isHost(scope) &&
      scope.directives.some(({ name, active }) => active === true && /^(?:listen|port)$/i.test(name)),
  );
}

function readingProblems(site: Site, tree: EffectiveTree): readonly FileProblem[] {
  const todo = 'Apache refuses this configuration as well: correct the line, then run migrate again.';
  return tree.problems
    .filter((problem) => problem.level === 'fatal' && problem.active === true)
    .map((problem) => ({ ...placed(site, problem), todo, level: 'fatal' }));
}

/** httpd refuses what is not filled in; that stops nothing, since it never reads it. */
function withoutUnfilled(site: Site, problem: FileProblem): readonly FileProblem[] {
  const template = templates(site).get(problem.path);
  const line = fileText(site.tree, problem.path)?.split('\n')[problem.line - 1] ?? '';
  if (!template || !(template.opaque || holdsPlaceholder(template, line))) return [problem];
  // Findings say that these are left as they are.
  if (template.opaque || isSwitch(line)) return [];
  const message = `${problem.message} (a placeholder stands in this template)`;
  return [
    { ...problem, message, level: 'file', todo: 'Nothing, if the line is right once it is filled in.' },
  ];
}

/** What httpd says, with its place in the tree. */
export function placed(
  site: Site,
  problem: Problem,
): Pick<FileProblem, 'path' | 'line' | 'column' | 'message'> {
  const path = realPath(site, problem.file) ?? problem.file;
  return { path, line: problem.line, column: 1, message: withoutPlace(problem) };
}

/** httpd's text without the place in front of it, which the report prints itself. */
function withoutPlace(problem: Problem): string {
  const place = `${problem.file}:${problem.line}: `;
  return problem.message.startsWith(place) ? problem.message.slice(place.length) : problem.message;
}
