import { defineRule } from '../../src/core/rule.js';
import { wrongLengths } from '../../src/python/latent/content-length.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { siteCode } from '../../src/site/code/request-uses.js';

const MAX_SHOWN = 40;

export default defineRule({
  code: 'MP225',
  name: 'content-length',
  target: 'python',
  severity: 'note',
  summary: 'Announce the length of what is written',
  why: 'A Content-Length that is set by hand can go out as it is, and does where the first write is flushed. Where it is too small the page is cut, where it is too large the browser waits for what never comes: len() of a text before it is encoded, or before something is added to it, is the usual reason.',
  todo: 'Measure the very bytes that are written, or leave the header out: Apache knows the length of a page that is written at once.',
  effort: '5m',
  refs: ['https://httpwg.org/specs/rfc9110.html#field.content-length'],
  messages: {
    other: 'Content-Length is the length of {measured}, but {written} is written',
  },
  example: {
    before:
      "def handler(req):\n    text = req.args or ''\n    req.set_content_length(len(text))\n    req.write(text + '!')\n    return 0\n",
    after:
      "def handler(req):\n    text = req.args or ''\n    req.set_content_length(len(text))\n    req.write(text + '!')\n    return 0\n",
  },

  *check(context) {
    const { site } = context;
    const { todo } = this;
    const seen = new Set<string>();
    for (const { path, node } of siteCode(site).reached) {
      const module = site.python(path);
      if (module?.kind !== 'exact') continue;
      const { source } = module;
      const shown = (text: { readonly start: number; readonly end: number }) =>
        source.text.slice(text.start, text.end).replaceAll(/\s+/g, ' ');
      for (const { measured, written, start, end } of wrongLengths(node, shown)) {
        if (seen.has(`${path}:${start}`)) continue;
        seen.add(`${path}:${start}`);
        const at = placeInPython(path, module, start, end);
        const data = { measured: short(measured), written: short(written) };
        yield context.note({ at, message: 'other', data, todo });
      }
    }
  },
});

function short(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 2)} …` : text;
}
