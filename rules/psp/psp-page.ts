import { defineRule } from '../../src/core/rule.js';
import { isStandardHandler } from '../../src/site/configuration/handler-args.js';
import { placeOf } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP301',
  name: 'psp-page',
  target: 'psp',
  severity: 'error',
  summary: 'Serve PSP pages through the bridge',
  why: 'PSP is a template language of mod_python alone. The page stays as it is: modpython_wsgi compiles it by the same rules, indentation included.',
  todo: 'Correct the page, or take it out of the folder where it is served.',
  effort: '30m',
  refs: ['https://modpython.org/live/current/doc-html/psp.html'],
  messages: {
    page: 'the page is served by modpython_wsgi.psp',
    broken:
      'asked for by itself, the page does not compile, and answers 500 as it did under mod_python: {error}',
  },
  example: {
    before: '<p><%= req.uri %></p>\n',
    after: '<p><%= req.uri %></p>\n',
  },

  *check(context) {
    const { site } = context;
    if (isMigrated(site)) return;
    for (const path of site.files.psp) {
      const page = site.psp(path);
      const node = site.tree.node(path);
      if (!page || node?.kind !== 'file' || !usesPsp(node.bytes)) continue;
      const at = placeOf(path, node.bytes, 0, 0);
      if (page.kind === 'exact') yield context.use({ at, message: 'page', data: {}, state: 'bridged' });
      else {
        const data = { error: `line ${page.error.line}: ${page.error.message}` };
        yield context.use({ at, message: 'broken', data, state: 'review' });
      }
    }
  },
});

/** A page without a tag is plain text, whoever serves it. */
function usesPsp(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('<%');
}

/** Whether the entry scripts of an earlier run serve the pages, and no configuration hands them to mod_python any more. */
function isMigrated(site: Site): boolean {
  const old = site.configured.some(({ mounts }) =>
    mounts.some((mount) =>
      [...mount.settings.chains.values()].some((chain) =>
        chain.handlers.some((handler) => isStandardHandler(handler, 'psp')),
      ),
    ),
  );
  return !old && site.mentions(/modpython_wsgi\.psp\b/);
}
