/**
 * An engine with one rule, simple enough to foresee what the commands must show. In every file it reads
 * `SetHandler mod_python` as a use that becomes `SetHandler site`, and `PythonLogHandler` as one left for a person;
 * the first change also creates a script and an empty package.
 */

import type { Engine } from '../../src/cli/world.js';
import type { FileTree } from '../../src/core/file-tree.js';
import type { Finding, Place, State } from '../../src/core/finding.js';
import type { FileProblem, Plan } from '../../src/core/plan.js';
import type { RuleInfo } from '../../src/core/registry.js';

type Request = Parameters<Engine['makePlan']>[1];

const OLD = 'SetHandler mod_python';

export const RULES: readonly RuleInfo[] = [
  {
    code: 'MP101',
    name: 'set-handler',
    target: 'httpd',
    severity: 'error',
    summary: 'Replace `SetHandler mod_python`',
    why: 'mod_wsgi has handlers of its own.',
    todo: 'Set the handler by hand.',
    effort: '5m',
    refs: ['https://example.org/set-handler'],
    messages: { use: 'the handler mod_python is gone' },
    example: { before: 'SetHandler mod_python\n', after: 'SetHandler site\n' },
  },
  {
    code: 'MP109',
    name: 'log-handler',
    target: 'httpd',
    severity: 'error',
    summary: 'Move the log handler out of the server',
    why: 'mod_wsgi takes no part in logging.',
    todo: 'Use a piped log.',
    effort: '2h',
    refs: [],
    messages: { use: 'nothing calls this log handler any more' },
    example: { before: 'PythonLogHandler x\n', after: '' },
  },
];

/** Requests that the engine was given, newest last. */
export interface FakeEngine extends Engine {
  readonly requests: Request[];
}

export function fakeEngine(overrides: Partial<Engine> = {}): FakeEngine {
  const requests: Request[] = [];
  return {
    requests,
    allRules: () => RULES,
    makePlan(tree, request) {
      requests.push(request);
      return planOf(tree, request);
    },
    ...overrides,
  };
}

function planOf(tree: FileTree, request: Request): Plan {
  const files = [...new Set(request.inputs.flatMap((input) => filesBelow(tree, input)))].sort();
  const found = files.map((path) => lookAt(tree, path));
  const changes = found.flatMap((each) => each.change ?? []);
  const findings = found.flatMap((each) => each.findings);
  const by = (state: State) =>
    findings.filter((finding) => finding.kind === 'use' && finding.state === state).length;
  const total = findings.filter((finding) => finding.kind === 'use').length;
  const base = request.inputs[0] as string;
  const folder = tree.node(base)?.kind === 'directory' ? base : base.slice(0, base.lastIndexOf('/'));
  const creates = changes.length > 0 ? newFiles(folder).filter((file) => !tree.node(file.path)) : [];
  const totals = {
    total,
    native: 0,
    bridged: 0,
    config: by('config'),
    review: 0,
    manual: by('manual'),
    dropped: 0,
  };
  const problems = found.flatMap((each) => each.problems);
  return {
    root: request.root,
    changes,
    creates,
    findings,
    ignored: 0,
    problems,
    totals,
    read: { config: files.length, python: 0, psp: 0 },
  };
}

function newFiles(folder: string): Plan['creates'] {
  return [
    { path: `${folder}/wsgi/site.wsgi`, bytes: Buffer.from('#!/usr/bin/env python\n'), mode: 0o755 },
    { path: `${folder}/wsgi/pkg/__init__.py`, bytes: new Uint8Array(), mode: 0o644 },
    { path: `${folder}/wsgi/latin.py`, bytes: Buffer.from('caf\xe9 = 1', 'latin1'), mode: 0o644 },
  ];
}

function filesBelow(tree: FileTree, path: string): readonly string[] {
  const real = tree.resolve(path);
  const node = real === undefined ? undefined : tree.node(real);
  if (node?.kind === 'directory')
    return node.names.flatMap((name) => filesBelow(tree, `${node.path}/${name}`));
  return node ? [node.path] : [];
}

function lookAt(tree: FileTree, path: string) {
  const node = tree.node(path);
  if (node?.kind !== 'file')
    return { findings: [], problems: node ? [problem(path, 'cannot be read', 'file')] : [] };
  const text = Buffer.from(node.bytes).toString('latin1');
  const findings = [
    ...places(path, text, OLD).map((place) => use(0, place, 'config')),
    ...places(path, text, 'PythonLogHandler').map((place) => use(1, place, 'manual')),
    ...places(path, text, 'note').map((place) => note(place)),
  ];
  const after = text.replaceAll(OLD, 'SetHandler site');
  const problems = [
    ...(text.includes('FATAL') ? [problem(path, 'httpd refuses this', 'fatal')] : []),
    ...(text.includes('BROKEN') ? [problem(path, 'not valid Python', 'file')] : []),
  ];
  if (after === text) return { findings, problems };
  const change = {
    path,
    before: node.bytes,
    after: new Uint8Array(Buffer.from(after, 'latin1')),
    edits: [],
    codes: ['MP101'],
  };
  return { findings, problems, change };
}

function problem(path: string, message: string, level: FileProblem['level']): FileProblem {
  return { path, line: 3, column: 1, message, todo: 'Correct the line.', level };
}

function places(path: string, text: string, word: string): readonly Place[] {
  return [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => {
    const before = text.slice(0, index);
    const line = before.split('\n').length;
    const column = index - before.lastIndexOf('\n');
    const end = { endLine: line, endColumn: column + word.length };
    return { path, line, column, ...end, byteOffset: index, byteLength: word.length };
  });
}

function use(rule: number, place: Place, state: State): Finding {
  const info = RULES[rule] as RuleInfo;
  const message = info.messages.use as string;
  const todo = state === 'manual' ? info.todo : '';
  const confidence = state === 'manual' ? 'manual' : 'safe';
  return { ...head(info, place, message, todo), kind: 'use', state, confidence };
}

function note(place: Place): Finding {
  return {
    ...head(RULES[0] as RuleInfo, place, 'worth knowing', ''),
    kind: 'note',
    severity: 'note',
    confidence: 'safe',
  };
}

function head(info: RuleInfo, place: Place, message: string, todo: string) {
  const { code, name, severity } = info;
  return { code, name, severity, place, message, todo, related: [], change: { edits: [], creates: [] } };
}
