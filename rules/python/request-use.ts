import { defineRule } from '../../src/core/rule.js';
import { siteCode } from '../../src/site/code/request-uses.js';
import { nativeRange } from '../../src/site/native/ranges.js';

export default defineRule({
  code: 'MP204',
  name: 'request-use',
  target: 'python',
  severity: 'error',
  summary: 'Account for each use of the request',
  why: 'mod_python handed every handler its request object. Where a handler becomes plain WSGI the use is rewritten; everywhere else the bridge gives the same object.',
  todo: 'Follow the sentence of the finding: the member cannot exist under WSGI.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/pythonapi.html'],
  messages: {
    native: '{what} is rewritten to plain WSGI',
    bridged: '{what} works on the bridge as it did',
    missing:
      '{what}: mod_python has no attribute of that name, so reading it is an AttributeError on the bridge as it was before',
    head: '{what} works on the bridge as it did; mod_wsgi 6 shows HEAD as GET where an output filter (DEFLATE) is in force: --mod-wsgi 4.9 or newer keeps it HEAD, with WSGIMapHEADToGET Off',
    daemon:
      '{what} needs a daemon process and will raise an exception in embedded mode: run apply with --mode daemon, or let the handler send a redirect',
    possible: '{what} works on the bridge, if this is the request',
    doubtful:
      'if this is the request, {what} cannot work under WSGI and will raise an exception: {counterpart}',
    impossible:
      '{what} has no meaning under WSGI: the bridge says 0 or None, or raises Unsupported where that would be wrong: {counterpart}',
  },
  example: {
    before: 'def handler(req):\n    req.write(req.uri)\n    return 0\n',
    after: 'def handler(req):\n    req.write(req.uri)\n    return 0\n',
  },

  *check(context) {
    const { site } = context;
    for (const { what, place: at, path, api, certain, missing } of siteCode(site).requests) {
      if (api?.class === 'NONE') {
        const data = { what, counterpart: api.counterpart };
        if (certain)
          yield context.use({ at, message: 'impossible', data, state: 'manual', severity: 'warning' });
        else yield context.use({ at, message: 'doubtful', data, state: 'review', severity: 'warning' });
      } else if (nativeRange(site, path, at.byteOffset)) {
        yield context.use({ at, message: 'native', data: { what }, state: 'native' });
      } else if (missing) {
        yield context.use({ at, message: 'missing', data: { what }, state: 'bridged' });
      } else if (what === 'req.internal_redirect' && site.options.mode === 'embedded') {
        yield context.use({ at, message: 'daemon', data: { what }, state: 'manual', severity: 'warning' });
      } else {
        const head = what === 'req.header_only' && site.options.modWsgi === 'any';
        yield context.use({
          at,
          message: certain ? (head ? 'head' : 'bridged') : 'possible',
          data: { what },
          state: 'bridged',
        });
      }
    }
  },
});
