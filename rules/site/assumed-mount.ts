import type { Place } from '../../src/core/finding.js';
import { defineRule } from '../../src/core/rule.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import type { ToldMount } from '../../src/site/mounts/told-mounts.js';
import { placeOf } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP404',
  name: 'assumed-mount',
  target: 'site',
  severity: 'warning',
  summary: 'Say who serves code that no configuration names',
  why: 'Without the server configuration, the code alone tells that it ran under mod_python, not at which address and in which order. What leaves no choice is assumed and written into a file to include; what leaves a choice waits for you.',
  todo: 'Run `migrate init`, correct the mounts in migrate.config.json, and run migrate again; or name the server configuration as well.',
  effort: '10m',
  refs: [],
  messages: {
    inferred:
      'no configuration says who serves {place}: {handler} is assumed, because {evidence}; include {file} in the server configuration',
    told: '{place} is served by {handler}, as migrate.config.json says; include {file} in the server configuration',
    unchecked: 'migrate.config.json still has the mount of {place} ({handler}) marked {mark}',
    undecided: 'no configuration says when {name} runs: {reason}',
  },
  example: {
    before: 'def index(req):\n    return req.uri\n',
    after: 'def index(req):\n    return req.uri\n',
    path: '/srv/app/index.py',
    beside: {},
  },

  *check(context) {
    const { site } = context;
    const { assumed } = site.options;
    if (!assumed) return;
    for (const mount of assumed.mounts) {
      const at = placeOfMount(site, mount);
      const place = mount.location ?? shortName(site, mount.directory ?? '/');
      const handler = mount.handler ?? Object.keys(mount.phases ?? {}).join(', ');
      const file = shortName(site, assumed.path ?? '');
      const { todo } = this;
      if (assumed.inferred) {
        const evidence = (mount.evidence ?? []).join('; ');
        yield context.note({
          at,
          message: 'inferred',
          data: { place, handler, evidence, file },
          todo,
          confidence: 'manual',
        });
      } else
        yield context.note({
          at,
          message: 'told',
          data: { place, handler, file },
          severity: 'note',
          todo: 'Include the file in the server configuration.',
          confidence: 'manual',
        });
      for (const mark of assumed.inferred ? [] : openQuestions(mount))
        yield context.note({
          at,
          message: 'unchecked',
          data: { place, handler, mark },
          todo: 'Correct the mount in migrate.config.json if it is wrong, take the line TO CHECK out, and run migrate again; run `migrate undo` first if it has been applied.',
          confidence: 'manual',
        });
    }
    for (const { path, start, end, name, reason } of assumed.undecided) {
      const module = site.python(path);
      if (module?.kind !== 'exact') continue;
      const at = placeInPython(path, module, start, end);
      yield context.use({ at, message: 'undecided', data: { name, reason }, state: 'manual' });
    }
  },
});

/** What `migrate init` could not know, and nobody has decided since. */
function openQuestions({ evidence = [] }: ToldMount): readonly string[] {
  return evidence.filter((text) => text.startsWith('TO CHECK'));
}

/** The first file of the mount. */
function placeOfMount(site: Site, { directory, handler = '' }: ToldMount): Place {
  const files = handler.includes('mod_python.psp') ? site.files.psp : site.files.python;
  const path = files.find((file) => directory !== undefined && file.startsWith(`${directory}/`));
  const node = path === undefined ? undefined : site.tree.node(path);
  const bytes = node?.kind === 'file' ? node.bytes : new Uint8Array();
  return placeOf(path ?? site.options.assumed?.path ?? '/', bytes, 0, 0);
}

function shortName(site: Site, path: string): string {
  const [root] = site.options.inputs;
  if (path === root) return path;
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
