import { describe, expect, it } from 'vitest';
import type { EntryFlow } from '../../src/python/flow/flow-types.js';
import { type ExactModule, readPythonAs } from '../../src/python/reader.js';
import { makeRequestFlow, type RequestFlow } from '../../src/python/request-flow.js';

function program(files: Readonly<Record<string, string>>, version: '2.7' | '3' = '2.7'): RequestFlow {
  const modules = new Map<string, ExactModule>();
  for (const [path, text] of Object.entries(files)) {
    const reading = readPythonAs(new TextEncoder().encode(text), version);
    if (reading.kind !== 'exact') throw new Error(`${path}: ${reading.error.message}`);
    modules.set(path, reading);
  }
  return makeRequestFlow(modules, (from, name) => {
    const folder =
      name.startsWith('.') && from.includes('/') ? `${from.slice(0, from.lastIndexOf('/'))}/` : '';
    const path = folder + name.replace(/^\.+/, '').replaceAll('.', '/');
    return [`${path}.py`, `${path}/__init__.py`].find((candidate) => modules.has(candidate));
  });
}

/** Uses as `function action what`, possible ones with a question mark. */
function usesOf(flow: EntryFlow): readonly string[] {
  if (flow.kind === 'missing') throw new Error(flow.reason);
  return flow.uses.map(({ function: fn, action, via, object, member, key, certain }) => {
    const what = [via, member ?? (via ? undefined : object), key && `'${key}'`]
      .filter((part) => part)
      .join('.');
    return `${fn?.name ?? 'module'} ${action} ${what}${certain ? '' : ' ?'}`;
  });
}

function escapesOf(flow: EntryFlow): readonly string[] {
  if (flow.kind === 'missing') throw new Error(flow.reason);
  return flow.escapes.map(({ reason, followed }) => `${reason}${followed ? '' : ' !'}`);
}

function follow(text: string, object = 'handler', parameter: number | string = 0): EntryFlow {
  return program({ 'm.py': text }).follow({ path: 'm.py', object, parameter });
}

const body = (text: string): EntryFlow => follow(`def handler(req):\n  ${text.replaceAll('\n', '\n  ')}\n`);

describe('uses of the request itself', () => {
  it.each<[string, readonly string[]]>([
    ['req.write("x")', ["handler call write.'x'"]],
    ['req.content_type = "a"', ['handler store content_type']],
    ['del req.status', ['handler delete status']],
    ['req.status += 1', ['handler store status']],
    ['x = req.uri', ['handler load uri']],
    ['x = req.headers_in["A"]', ["handler item-load headers_in.'A'"]],
    ['req.headers_out["A"] = 1', ["handler item-store headers_out.'A'"]],
    ['del req.headers_out["A"]', ["handler item-delete headers_out.'A'"]],
    ['req.headers_in.get("A")', ["handler call headers_in.get.'A'"]],
    ['req.get_options()["a"]', ['handler call get_options', "handler item-load get_options.'a'"]],
    ['for k in req.headers_in: pass', ['handler load headers_in', 'handler iterate headers_in']],
    ['req.connection.remote_ip', ['handler load connection.remote_ip']],
    [
      'req.server.get_options()["a"]',
      ['handler call server.get_options', "handler item-load get_options.'a'"],
    ],
    ['req.mine = 1', ['handler store mine']],
    ['if req: pass', ['handler test request']],
    ['print >>req, 1', ['handler print-to request']],
    ['print req', ['handler format request']],
    ['"%s" % req', ['handler format request']],
    ['"%s %s" % (req, 1)', ['handler format request']],
    ['`req`', ['handler format request']],
    ['req is None', ['handler compare request']],
    ['req', ['handler nothing request']],
    ['hasattr(req, "form")', ['handler look form']],
    ['setattr(req, "a", 1)', ['handler store a']],
    ['str(req)', ['handler look request']],
    ['lambda: req.uri', ['lambda load uri']],
    ['[req.uri for x in y]', ['handler load uri']],
  ])('%s', (text, expected) => {
    const flow = body(text);
    expect(usesOf(flow).map((use) => use.replace('handler.lambda', 'lambda'))).toEqual(expected);
    expect(escapesOf(flow)).toEqual([]);
  });
});

describe('aliases', () => {
  it('follows variables, bound methods and tables', () => {
    const flow = body('r = req\nw = r.write\nw("a")\nt = req.headers_in\nt["B"]');
    expect(usesOf(flow)).toEqual([
      'handler alias request',
      'handler load write',
      'handler alias request',
      "handler call write.'a'",
      'handler load headers_in',
      'handler alias headers_in',
      "handler item-load headers_in.'B'",
    ]);
  });

  it('calls a rebound name doubtful', () => {
    expect(usesOf(body('if x: req = wrap()\nreq.uri'))).toEqual(['handler load uri ?']);
    expect(usesOf(body('r = req or other\nr.uri'))).toContain('handler load uri ?');
  });

  it('looks into containers', () => {
    const flow = body(
      'd = {"r": req}\nd["r"].uri\nfor v in d.values(): v.write(1)\na, b = req, 1\na.flush()',
    );
    expect(usesOf(flow)).toEqual(
      expect.arrayContaining(['handler load uri ?', 'handler call write ?', 'handler call flush ?']),
    );
    expect(escapesOf(flow)).toContain('`req` is put into a list, tuple or dictionary');
  });
});

describe('functions', () => {
  it('follows arguments by position, keyword and star', () => {
    const flow = follow(
      'def handler(req):\n a(1, req)\n b(r=req)\n c(*(req,))\n d(req)\ndef a(x, r): r.uri\ndef b(q=1, r=2): r.args\n' +
        'def c(r): r.method\ndef d(*rest, **kw): rest[0].user\n',
    );
    expect(usesOf(flow)).toEqual(
      expect.arrayContaining(['a load uri', 'b load args', 'c load method ?', 'd load user ?']),
    );
  });

  it('follows results and closures', () => {
    const flow = follow(
      'def same(r): return r\ndef handler(req):\n def inner(): req.uri\n same(req).args\n x = same(req)\n x.user\n',
    );
    expect(usesOf(flow)).toEqual(
      expect.arrayContaining([
        'handler.inner load uri',
        'handler load args',
        'handler load user',
        'same return request',
      ]),
    );
  });

  it('says where the request leaves', () => {
    expect(
      escapesOf(
        body(
          'unknown(req)\nimport other\nother.x(req)\ngetattr(req, name)\nyield req\nd[req] = 1\nmap(f, req)',
        ),
      ),
    ).toEqual([
      '`req` is passed to `unknown`, which is not known !',
      '`req` is passed to `other.x`, whose source was not read !',
      '`req` is asked for an attribute whose name is computed, by `getattr` !',
      '`req` is yielded',
      '`req` is used as a key !',
      '`req` is passed to `map`() !',
    ]);
  });

  it('follows globals, and says so', () => {
    const flow = follow('def handler(req):\n global r\n r = req\n show()\ndef show(): r.uri\n');
    expect(usesOf(flow)).toEqual(['show load uri']);
    expect(escapesOf(flow)).toEqual(['`req` is stored in the global variable `r`']);
  });

  it('says so when standard output becomes the request', () => {
    expect(escapesOf(body('import sys\nsys.stdout = req'))).toEqual(['`req` is stored in `sys.stdout` !']);
  });
});

describe('Python 3', () => {
  it('looks into f-strings, annotations and keyword-only parameters', () => {
    const flow = program(
      {
        'm.py':
          'def handler(req: object):\n x = f"{req.uri!r:>{req.args}}"\n show(1, r=req)\n if (y := req): y.user\n' +
          'def show(a, *, r=None): return f"{r}"\n',
      },
      '3',
    ).follow({ path: 'm.py', object: 'handler', parameter: 0 });
    expect(usesOf(flow)).toEqual([
      'handler load uri',
      'handler load args',
      'handler pass request',
      'handler test request',
      'handler alias request',
      'handler load user',
      'show format request',
    ]);
  });
});

describe('classes', () => {
  const page =
    'class Base(object):\n def __init__(self, req):\n  self.req = req\n def head(self): self.req.uri\n' +
    'class Page(Base):\n def render(self):\n  self.head()\n  w = self.req.write\n  w(1)\n def __call__(self, r): r.args\n';

  it('follows self.req through methods and bases', () => {
    const flow = follow(`${page}def handler(req):\n Page(req).render()\n`);
    expect(usesOf(flow)).toEqual(
      expect.arrayContaining(['Base.head load uri', 'Page.render load write', 'Page.render call write']),
    );
    expect(escapesOf(flow)).toEqual(['`req` is stored in `self.req`']);
  });

  it('follows methods, also those of derived classes', () => {
    const flow = follow(
      'class A(object):\n def go(self, req): self.step(req)\n def step(self, r): r.uri\nclass B(A):\n def step(self, r): r.args\n' +
        'def handler(req):\n A().go(req)\n',
    );
    expect(usesOf(flow)).toEqual(expect.arrayContaining(['A.step load uri ?', 'B.step load args ?']));
  });

  it('knows attributes of unknown objects only perhaps', () => {
    const flow = follow('def handler(req):\n x = make()\n x.req = req\ndef other(y): y.req.uri\n');
    expect(usesOf(flow)).toEqual(['other load uri ?']);
  });

  it.each<[string, string]>([
    ['Page', 'Base.__init__ '],
    ['Page.render', 'Base.head load uri'],
    ['page', 'Page.__call__ load args'],
    ['alias', 'Page.__call__ load args'],
  ])('finds the entry %s', (object, expected) => {
    const flow = follow(`${page}page = Page(None)\nalias = page\n`, object);
    expect([...usesOf(flow), 'Base.__init__ '].some((use) => use === expected)).toBe(true);
    expect(flow.kind).toBe('followed');
  });

  it('says what it does not find', () => {
    expect(follow('x = 1\n', 'handler')).toMatchObject({
      kind: 'missing',
      reason: '`handler` is not defined in the module',
    });
    expect(follow('handler = make()\n')).toMatchObject({
      kind: 'missing',
      reason: /no function that can be found/,
    });
  });
});

describe('several modules', () => {
  const files = {
    'main.py':
      'from lib import page, Kind as K\nimport lib.deep as deep\nimport star\nfrom star import *\ndef handler(req):\n page.show(req)\n K(req)\n deep.go(req)\n starred(req)\n star.starred(req)\n',
    'lib/__init__.py': 'from .kind import Kind\n',
    'lib/kind.py': 'class Kind:\n def __init__(self, r): r.uri\n',
    'lib/page.py': 'def show(r): r.args\n',
    'lib/deep.py': 'def go(r): r.user\n',
    'star.py': 'def starred(r): r.method\n',
  };

  it('follows imports in every form', () => {
    const flow = program(files).follow({ path: 'main.py', object: 'handler', parameter: 0 });
    expect(usesOf(flow)).toEqual(
      expect.arrayContaining([
        'Kind.__init__ load uri',
        'show load args',
        'go load user',
        'starred load method',
      ]),
    );
    expect(escapesOf(flow)).toEqual([]);
  });

  it('passes requests to mod_python and follows what comes back', () => {
    const flow = program({
      'm.py':
        'from mod_python import util, Session\ndef handler(req):\n form = util.FieldStorage(req)\n form["a"]\n s = Session.Session(req)\n s.save()\n',
    }).follow({ path: 'm.py', object: 'handler', parameter: 0 });
    expect(usesOf(flow)).toEqual([
      'handler alias form',
      'handler api util.FieldStorage',
      "handler item-load form.'a'",
      'handler alias session',
      'handler api Session.Session',
      'handler call save',
    ]);
    expect(escapesOf(flow)).toEqual([]);
  });

  it('guesses functions that nothing visible calls', () => {
    const flow = program({ 'm.py': 'def handler(req): req.uri\ndef lost(req): req.args\n' });
    const handler = flow.follow({ path: 'm.py', object: 'handler', parameter: 0 });
    expect(flow.guess([handler]).map(usesOf)).toEqual([['lost load args ?']]);
  });

  it('starts at a global of a page', () => {
    expect(usesOf(follow('req.write("a")\ndef f(): req.uri\n', '', 'req'))).toEqual([
      "module call write.'a'",
      'f load uri',
    ]);
  });
});
