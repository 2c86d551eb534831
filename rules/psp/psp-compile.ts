import { defineRule } from '../../src/core/rule.js';
import { placeInPage } from '../../src/site/code/psp-pages.js';
import { compiledPages } from '../../src/site/scripts/compiled-pages.js';

export default defineRule({
  code: 'MP303',
  name: 'psp-compile',
  target: 'psp',
  severity: 'note',
  summary: 'Make PSP pages Python modules',
  why: 'With `--psp compile` a page becomes a function in plain Python that gives the same bytes: it can be read, tested and changed without PSP. The page keeps its address; its file is not read any more.',
  todo: 'Change what stands in the way and run migrate again, or leave the page as it is: the bridge serves it.',
  effort: '10m',
  refs: ['https://modpython.org/live/current/doc-html/psp.html'],
  messages: {
    module: 'the page becomes page() of {module}, which the entry script names',
    bridge: 'the page stays a page, because {reason}: the bridge serves it',
  },
  example: {
    before: '<p><%= req.uri %></p>\n',
    after: '<p><%= req.uri %></p>\n',
  },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured) {
      const { folder } = configured.design;
      for (const { path, module, result } of compiledPages(site, configured)) {
        const page = site.psp(path);
        if (!page) continue;
        if (result.kind === 'obstacle') {
          const at = placeInPage(path, page, result.at, result.at + 1);
          yield context.note({ at, message: 'bridge', data: { reason: result.reason }, todo: this.todo });
          continue;
        }
        const file = `${folder}/${module.replace('.', '/')}.py`;
        const creates = [
          {
            path: site.placeNew(configured, file).path,
            bytes: Buffer.from(result.text, 'latin1'),
            mode: 0o644,
          },
          {
            path: site.placeNew(configured, `${folder}/psp_pages/__init__.py`).path,
            bytes: Buffer.from(
              '"""PSP pages that migrate compiled; the entry scripts name them."""\n',
              'latin1',
            ),
            mode: 0o644,
          },
        ].filter((one) => site.tree.node(one.path)?.kind !== 'file');
        const at = placeInPage(path, page, 0, 0);
        yield context.note({ at, message: 'module', data: { module }, creates });
      }
    }
  },
});
