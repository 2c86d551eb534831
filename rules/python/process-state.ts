import { defineRule } from '../../src/core/rule.js';
import { type StateUse, stateUses } from '../../src/python/latent/process-state.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { type ReachedFunction, siteCode } from '../../src/site/code/request-uses.js';

/** What a person does about each. */
const TODO: Readonly<Record<StateUse['kind'], string>> = {
  environ: 'Take it from the request.',
  stored: 'Keep it in an attribute of the request, or pass it as an argument.',
  chdir: 'Leave the folder as it is, and give absolute paths to what is opened or run behind this line.',
  relative: 'Write an absolute path; os.path.dirname(__file__) is the folder of the module.',
  signal: 'Delete the line, or allow it with WSGIRestrictSignal Off.',
  global:
    'Keep what belongs to one request in an attribute of the request, and what all share in a file or a database.',
  print: 'Delete the line, or write to the page with req.write and to the log with req.log_error.',
};

export default defineRule({
  code: 'MP223',
  name: 'process-state',
  target: 'python',
  severity: 'note',
  summary: 'Know what a handler takes from its process',
  why: 'Under mod_wsgi the code runs in daemon processes: with a working directory of their own, an environment that holds nothing of the request, and, with threads, globals that several requests share.',
  todo: 'Take from the request what the request has, and let nothing else depend on the process: each finding says what that means for it.',
  effort: '10m',
  refs: ['https://modwsgi.readthedocs.io/en/master/user-guides/application-issues.html'],
  messages: {
    environ:
      "os.environ has no {what} of a request, under mod_wsgi even less than under mod_python: req.subprocess_env['{what}'] has it after req.add_common_vars()",
    stored:
      "os.environ['{what}'] is set while a request is answered: the whole process has it from then on, and with threads another request sees it",
    chdir: 'os.chdir changes the folder of the whole process, for all requests that it answers',
    relative:
      "'{what}' is looked for in the folder of the process, which is / in a daemon of mod_wsgi: give an absolute path, or home= on WSGIDaemonProcess",
    signal:
      '{what} is switched off by mod_wsgi (WSGIRestrictSignal): the line has no effect but a warning in the log',
    global:
      'the global {what} is set while a request is answered: every process has its own, and with threads two requests share it',
    print: 'print goes to the error log under mod_wsgi, not to the page',
  },
  example: {
    before: "import os\n\n\ndef handler(req):\n    req.write(os.environ['REMOTE_ADDR'])\n    return 0\n",
    after: "import os\n\n\ndef handler(req):\n    req.write(os.environ['REMOTE_ADDR'])\n    return 0\n",
  },

  *check(context) {
    const { site } = context;
    const seen = new Set<string>();
    const { reached } = siteCode(site);
    const set = variablesSet(reached);
    for (const { path, node } of reached) {
      const module = site.python(path);
      if (module?.kind !== 'exact') continue;
      for (const use of stateUses(node)) {
        if (isKnown(seen, path, use) || (use.kind === 'environ' && set.has(use.what))) continue;
        const at = placeInPython(path, module, use.start, use.end);
        const { kind, what } = use;
        const todo = TODO[kind];
        if (kind === 'chdir' || kind === 'print') yield context.note({ at, message: kind, data: {}, todo });
        else yield context.note({ at, message: kind, data: { what }, todo });
      }
    }
  },
});

/** What the code puts into the environment itself is there when it looks. */
function variablesSet(reached: readonly ReachedFunction[]): ReadonlySet<string> {
  const uses = reached.flatMap(({ node }) => stateUses(node));
  return new Set(uses.flatMap(({ kind, what }) => (kind === 'stored' ? [what] : [])));
}

/** A module that prints once prints often: one note says it. The same holds for each global. */
function isKnown(seen: Set<string>, path: string, { kind, what, start }: StateUse): boolean {
  const once = kind === 'print' || kind === 'global';
  const key = `${path}:${kind}:${once ? what : start}`;
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}
