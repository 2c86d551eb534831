/** Handlers whose requests get into other modules: what is followed, what is shared, and what stands in the way. */
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/core/edit.js';
import { convertProgram } from '../../src/python/native/convert.js';
import { PLAIN_MOUNT } from '../../src/python/native/mount-facts.js';
import type { Neighbours } from '../../src/python/native/neighbours.js';
import { convertFolder } from '../../src/python/native/publisher/convert.js';
import type { ExactModule } from '../../src/python/reader.js';
import { namesUsedElsewhere } from '../../src/site/code/used-elsewhere.js';
import { exactModule } from './fixture.js';

const IMPORTS = 'from mod_python import apache\n';
const HANDLER = `${IMPORTS}import page\n\ndef handler(req):\n    req.content_type = 'text/plain'\n    page.show(req)\n    return apache.OK\n`;

interface Converted {
  /** By file name. */
  readonly files: Readonly<Record<string, string>>;
  /** The reasons against each handler, by file name. */
  readonly blocked: Readonly<Record<string, readonly string[]>>;
}

/** @param handlers names of the files with a `handler` */
function convert(texts: Readonly<Record<string, string>>, ...handlers: readonly string[]): Converted {
  const modules = new Map(
    Object.entries(texts).map(([name, text]) => [`/app/${name}.py`, exactModule(Buffer.from(text))]),
  );
  const pathOf = (module: ExactModule): string =>
    [...modules].find(([, other]) => other === module)?.[0] as string;
  const world = { files: [...modules.keys()], python: (path: string) => modules.get(path) };
  const neighbours: Neighbours = {
    find: (_, name) => modules.get(`/app/${name}.py`),
    fileName: (module) => pathOf(module).slice('/app/'.length),
    importName: (module) => pathOf(module).slice('/app/'.length, -'.py'.length),
    external: (module, seen) => namesUsedElsewhere(world, pathOf(module), new Set([...seen].map(pathOf))),
  };
  const found = convertProgram({
    modules: handlers.map((name) => ({
      module: modules.get(`/app/${name}.py`) as ExactModule,
      handlers: [{ object: 'handler', mounts: [PLAIN_MOUNT] }],
    })),
    neighbours,
  });
  const files: Record<string, string> = {};
  const blocked: Record<string, readonly string[]> = {};
  for (const [module, { edits, handlers: results }] of found) {
    const name = neighbours.importName(module);
    files[name] = Buffer.from(applyEdits(module.source.bytes, edits)).toString();
    const result = results.get('handler');
    if (result?.kind === 'blocked')
      blocked[name] = result.reasons.map(({ line, message }) => `${line}: ${message}`);
  }
  return { files, blocked };
}

describe('a function of another module', () => {
  const show = 'def show(req):\n    req.write(req.uri)\n';

  test('gets what it uses', () => {
    const { files, blocked } = convert({ app: HANDLER, page: show }, 'app');
    expect(blocked).toEqual({});
    expect(files.page).toContain('def show(environ, body):\n');
    expect(files.app).toContain('    page.show(environ, body)\n');
  });

  test.each([
    ['from page import show\n', 'show'],
    ['from page import show as view\n', 'view'],
    ['import page as p\n', 'p.show'],
  ])('is found behind %s', (line, call) => {
    const app = HANDLER.replace('import page\n', line).replace('page.show', call);
    const { files, blocked } = convert({ app, page: show }, 'app');
    expect(blocked).toEqual({});
    expect(files.app).toContain(`    ${call}(environ, body)\n`);
  });

  test.each([
    ['another file calls it', { tool: 'import page\npage.show(None)\n' }],
    ['another file takes it', { tool: 'from page import show\n' }],
    ['another file takes everything', { tool: 'from page import *\n' }],
    ['another file reads names of it', { tool: "import page\nf = getattr(page, 'show')\n" }],
  ])('stays where %s', (_, more) => {
    const { files, blocked } = convert({ app: HANDLER, page: show, ...more }, 'app');
    expect(blocked.app?.join()).toContain('other files or lines of the configuration use `show`');
    expect(files.app).toBe(HANDLER);
    expect(files.page).toBeUndefined();
  });

  test.each([
    ['its own module calls it without a request', 'def other():\n    show(None)\n', ''],
    ['it is kept in a table there', 'ALL = [show]\n', ''],
    ['the handler module keeps it', '', '\nKEPT = page.show\n'],
    [
      'the handler module reads names of it',
      '',
      "\ndef find(name='show'):\n    return getattr(page, name)\n",
    ],
  ])('stays where %s', (_, there, here) => {
    const { files, blocked } = convert({ app: HANDLER + here, page: show + there }, 'app');
    expect(blocked.app).not.toBeUndefined();
    expect(files.app).toBe(HANDLER + here);
  });

  test('is not followed where two imports bind the name', () => {
    const app = HANDLER.replace(
      'import page\n',
      'try:\n    import page\nexcept ImportError:\n    import other as page\n',
    );
    expect(convert({ app, page: show }, 'app').blocked.app?.join()).toContain('cannot be followed');
  });

  test('is shown with its file where it is in the way', () => {
    const page = `${show}    KEPT.append(req)\n`;
    const { blocked } = convert({ app: HANDLER, page }, 'app');
    expect(blocked.app).toEqual([
      '6: in `show()` of page.py, line 3, `req` is passed to `KEPT.append()`, which cannot be followed',
    ]);
  });
});

describe('a folder of the publisher', () => {
  const shop = `import page\n\ndef index(req):\n    page.gone(req)\n    return 'x'\n`;
  const plain = "def hello(name='you'):\n    return 'Hello ' + name\n";
  const page = "from mod_python import util\n\ndef gone(req):\n    util.redirect(req, '/elsewhere')\n";

  test('answers in each module what its own pages raise', () => {
    const modules = new Map(
      Object.entries({ shop, plain, page }).map(([name, text]) => [name, exactModule(Buffer.from(text))]),
    );
    const found = convertFolder({
      modules: ['shop', 'plain'].map((name) => ({
        module: modules.get(name) as ExactModule,
        mounts: [PLAIN_MOUNT],
        isIndex: false,
      })),
      neighbours: {
        find: (_, name) => modules.get(name),
        fileName: () => '',
        importName: () => 'page',
        external: () => new Set(),
      },
      enders: new Set(),
    });
    const text = (name: string): string => {
      const module = modules.get(name) as ExactModule;
      return Buffer.from(applyEdits(module.source.bytes, found.get(module)?.edits ?? [])).toString();
    };
    expect(text('shop')).toMatch(/except Redirect as error:\n\s+return redirect\(/);
    expect(text('shop')).toMatch(/def redirect\(|import .*\bredirect\b/);
    expect(text('plain')).toContain('except HTTPError as error:');
    expect(text('plain')).not.toMatch(/Redirect|redirect/);
  });
});

describe('what modules share', () => {
  const check = `${IMPORTS}\ndef show(req):\n    if req.args:\n        raise apache.SERVER_RETURN, apache.HTTP_NOT_FOUND\n    req.write('x')\n`;

  test('is defined in the one that the others call', () => {
    const { files, blocked } = convert({ a: HANDLER, b: HANDLER, page: check }, 'a', 'b');
    expect(blocked).toEqual({});
    expect(files.a).toBe(files.b);
    expect(files.page?.match(/class HTTPError/g)).toHaveLength(1);
    expect(files.a).toContain('import page\nfrom page import answer_errors');
    expect(files.a).not.toContain('class HTTPError');
  });

  const other = check.replace('def show', 'def look').replace("    req.write('x')\n", '');
  const both = HANDLER.replace('import page\n', 'import other\nimport page\n').replace(
    '    page.show(req)\n',
    '    other.look(req)\n    page.show(req)\n',
  );

  test('is an exception of one module, which another imports', () => {
    const { files, blocked } = convert({ app: both, page: check, other }, 'app');
    expect(blocked).toEqual({});
    expect(files.other).toContain('class HTTPError(Exception)');
    expect(files.page).toContain('from other import HTTPError\n');
    expect(files.page).not.toContain('class HTTPError');
    expect(files.app).toContain('from other import HTTPError\n');
  });

  test('is that of the module which the others import already', () => {
    const { files, blocked } = convert({ app: both, page: check, other: `import page\n${other}` }, 'app');
    expect(blocked).toEqual({});
    expect(files.other).toContain('import page\nfrom page import HTTPError\n');
  });

  test('stays apart where an import the other way would close a circle', () => {
    const around = { page: `import other\n${check}`, other: `import page\n${other}` };
    const { files, blocked } = convert({ app: both, ...around }, 'app');
    expect(blocked.app?.join()).toContain('two modules would need an exception `HTTPError` of their own');
    expect(files.page).toBeUndefined();
  });

  test('is rewritten once for two handlers of one module', () => {
    const app = `${IMPORTS}\ndef show(req):\n    req.write(req.uri)\n\n${['one', 'two']
      .map(
        (name) =>
          `def ${name}(req):\n    req.content_type = 'text/${name}'\n    show(req)\n    return apache.OK\n`,
      )
      .join('\n')}`;
    const module = exactModule(Buffer.from(app));
    const found = convertProgram({
      modules: [{ module, handlers: ['one', 'two'].map((object) => ({ object, mounts: [PLAIN_MOUNT] })) }],
      neighbours: {
        find: () => undefined,
        fileName: () => '',
        importName: () => '',
        external: () => new Set(),
      },
    });
    const { edits, handlers } = found.get(module) as NonNullable<ReturnType<(typeof found)['get']>>;
    expect([...handlers.values()].map(({ kind }) => kind)).toEqual(['native', 'native']);
    const text = Buffer.from(applyEdits(module.source.bytes, edits)).toString();
    expect(text.match(/def show\(environ, body\):/g)).toHaveLength(1);
  });

  test('stays where a blocked handler gives the request to it as well', () => {
    const b = `${HANDLER}KEPT = {}\n`.replace('    return', '    KEPT[1] = req\n    return');
    const { blocked } = convert({ a: HANDLER, b, page: check }, 'a', 'b');
    expect(Object.keys(blocked)).toEqual(['a', 'b']);
  });
});
