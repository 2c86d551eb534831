import { defineRule } from '../../src/core/rule.js';
import { islandUses } from '../../src/psp/islands.js';
import { readablePart } from '../../src/psp/page.js';
import { placeInPage } from '../../src/site/code/psp-pages.js';
import { packageNames } from '../../src/site/code/python-files.js';
import { placeOf } from '../../src/site/place.js';

const PACKAGE = Buffer.from('modpython_wsgi', 'latin1');

export default defineRule({
  code: 'MP302',
  name: 'psp-import',
  target: 'psp',
  severity: 'error',
  summary: 'Import the compat package in PSP pages',
  why: 'mod_python can only be imported inside Apache with mod_python loaded. modpython_wsgi has the same modules and names.',
  todo: 'Import from modpython_wsgi in the page.',
  effort: '1m',
  refs: [],
  messages: {
    island: 'the page takes the same names from modpython_wsgi',
    broken:
      'the page does not compile, now as before; once it is corrected, its import takes the same names from modpython_wsgi',
    split: 'the name mod_python is put together from several pieces of the page: change it by hand',
  },
  example: {
    before: '<% from mod_python import apache %>\n',
    after: '<% from modpython_wsgi import apache %>\n',
  },

  *check(context) {
    const { site } = context;
    for (const path of site.files.psp) {
      const read = site.psp(path);
      const page = read && readablePart(read);
      const node = site.tree.node(path);
      if (read && !page && node?.kind === 'file') {
        for (const { start, end } of islandUses(read.translation).filter(({ kind }) => kind === 'import')) {
          const at = placeOf(path, node.bytes, start, end);
          const edits = [{ path, at: start, del: end - start, ins: PACKAGE }];
          yield context.use({ at, message: 'broken', data: {}, state: 'review', edits });
        }
      }
      if (!page) continue;
      for (const { leaf } of packageNames(page.module)) {
        const at = placeInPage(path, page, leaf.start, leaf.end);
        const range = page.translation.map.range(leaf.start, leaf.end);
        if (!range) yield context.use({ at, message: 'split', data: {}, state: 'manual' });
        else {
          const edits = [{ path: at.path, at: range.start, del: range.end - range.start, ins: PACKAGE }];
          yield context.use({ at, message: 'island', data: {}, state: 'bridged', edits });
        }
      }
    }
  },
});
