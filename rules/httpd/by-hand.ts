import { defineRule } from '../../src/core/rule.js';
import { leaveToPerson } from '../../src/site/changes.js';

/** Directives without a counterpart, with the message that helps. */
const KINDS: Readonly<Record<string, 'connection'>> = {
  pythonconnectionhandler: 'connection',
};

export default defineRule({
  code: 'MP111',
  name: 'by-hand',
  target: 'httpd',
  severity: 'error',
  summary: 'Replace by hand what mod_wsgi has no counterpart for',
  why: 'The directive stops Apache from starting once mod_python is gone, so it becomes a comment; what it did is lost until a person replaces it.',
  todo: 'Follow the sentence of the finding, then delete the comment.',
  effort: '2h',
  refs: ['https://modpython.org/live/current/doc-html/directives.html'],
  messages: {
    connection: 'a connection handler speaks its own protocol: run it as a server of its own, outside Apache',
    unknown: '{directive} is not a directive of mod_python 3.3 or 3.5: correct its name or remove it',
  },
  example: {
    before: 'PythonConnectionHandler gopher\n',
    after:
      '# migrate: by hand MP111: a connection handler speaks its own protocol: run it as a server of its own, outside Apache\n# PythonConnectionHandler gopher\n',
  },

  *check(context) {
    for (const use of context.site.directives) {
      const message =
        KINDS[use.name] ?? (KNOWN.has(use.name) || !use.name.startsWith('python') ? undefined : 'unknown');
      if (message === undefined) continue;
      const data = { directive: use.node.name };
      const reason = (this.messages[message] ?? '').replace(/\{(\w+)\}/g, (_, key: 'directive') => data[key]);
      const edits = leaveToPerson(use, this.code, reason);
      yield context.use({ at: use.place, message, data, state: 'manual', edits });
    }
  },
});

/** The 26 directives of mod_python (mod_python.md §1), lower case. */
const KNOWN = new Set(
  [
    'Handler PostReadRequestHandler TransHandler HeaderParserHandler InitHandler AccessHandler AuthenHandler AuthzHandler',
    'TypeHandler FixupHandler LogHandler CleanupHandler HandlerModule ConnectionHandler InputFilter OutputFilter Import Path',
    'Interpreter InterpPerDirectory InterpPerDirective AutoReload Debug EnablePdb Optimize Option',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `python${name.toLowerCase()}`),
);
