import { defineRule } from '../../src/core/rule.js';
import { type IslandUse, islandUses } from '../../src/psp/islands.js';
import type { PspPage } from '../../src/psp/page.js';
import { isStandardHandler } from '../../src/site/configuration/handler-args.js';
import { placeOf } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';

type BrokenPage = Extract<PspPage, { kind: 'broken' }>;

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
      'the page does not compile ({error}): its address answers 500, as it did under mod_python; correct it, unless other pages only include it',
    use: '{what} is in a page that does not compile: it works on the bridge once the page is corrected',
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
      if (page.kind === 'exact') {
        const at = placeOf(path, node.bytes, 0, 0);
        yield context.use({ at, message: 'page', data: {}, state: 'bridged' });
      } else {
        const start = page.file === 0 ? lineStart(node.bytes, page.error.line) : 0;
        const at = placeOf(path, node.bytes, start, start);
        yield context.use({ at, message: 'broken', data: { error: describeError(page) }, state: 'review' });
        if (page.rest) continue;
        for (const { text, start: from, end } of islandUses(page.translation).filter(isMember)) {
          const place = placeOf(path, node.bytes, from, end);
          yield context.use({ at: place, message: 'use', data: { what: text }, state: 'review' });
        }
      }
    }
  },
});

function isMember({ kind }: IslandUse): boolean {
  return kind === 'use';
}

/** The line, and the file where that is not the page itself. */
function describeError({ translation, file, error }: BrokenPage): string {
  const included = translation.includes.find(({ target }) => target === file);
  return `line ${error.line}${included ? ` of ${included.name}` : ''}: ${error.message}`;
}

/** Byte offset at which a line (1-based) begins. */
function lineStart(bytes: Uint8Array, line: number): number {
  let start = 0;
  for (let left = line - 1; left > 0; left--) {
    const end = bytes.indexOf(10, start);
    if (end < 0) break;
    start = end + 1;
  }
  return start;
}

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
