/** Random configurations: nasty bytes for the syntax, read-time directives for the evaluator. */
import fc from 'fast-check';
import type { Files } from './oracle.js';

const name = fc.constantFrom(
  'A',
  'Foo',
  'ServerName',
  'SetHandler',
  '"Quoted"',
  "'q r'",
  'x#y',
  'Foo>',
  `$\{V}`,
  '\xef\xbb\xbfB',
  '\xc2\xa0',
  'a/b>',
);
const argument = fc.constantFrom(
  'b',
  '"q w"',
  "'s'",
  '"un',
  'k\\',
  'i\\\\j',
  '#',
  '>',
  '<',
  '"a""b"',
  '\\"',
  'x"y',
  `$\{A}`,
  `$\{`,
  '\xe9',
  '\xa0',
  '/p',
  '""',
  '\x0b',
  '\x00z',
  '"e\\"f"',
);
const space = fc.constantFrom(' ', ' ', ' ', '\t', '  ', '\r', '\f', ' \\\n', '\\\n ', ' \\\r\n\t', '\x0b');
const lineEnd = fc.constantFrom(
  '\n',
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\\\n',
  '\\\\\n',
  ' \\ \n',
  '\n\n',
  '\\\\\\\n',
  ' \n',
  '\\\n\n',
  '\\\\\n\n',
);
const indent = fc.constantFrom('', '', '  ', '\t', ' \r');
const section = fc.constantFrom('Directory', 'IfModule', 'A', 'Macro', 'x');
const join = (parts: readonly string[]): string => parts.join('');

const directive = fc
  .tuple(indent, name, fc.array(fc.tuple(space, argument).map(join), { maxLength: 3 }).map(join), lineEnd)
  .map(join);
const comment = fc.tuple(indent, fc.constantFrom('#', '# c', '#<A>', '# \\'), lineEnd).map(join);
const noise = fc.constantFrom(
  '</A>\n',
  '< A>\n',
  '<A/>\n',
  '</A >\n',
  '"" junk\n',
  '>\n',
  '\\\n',
  '\n',
  '\x00\n',
  '<A x\n',
  '</Directory>',
  '<x',
  '"<A" b>\n',
  '</x>>\n',
  '</',
  '<',
  '<>\n',
  '</>\n',
);
const header = (word: string): fc.Arbitrary<string> =>
  fc
    .constantFrom('>', ' y>', ' "y z">', ' y > # t', ' ~ "un>', ' y', '> x', ' >', '>>')
    .map((rest) => `<${word}${rest}\n`);
const closing = (word: string): fc.Arbitrary<string> =>
  fc
    .constantFrom('\n', '\n', '\n', '\n', '\n', ' # end\n', ' </A>\n', '', '\\\n\n')
    .map((rest) => `</${word}>${rest}`);

const { body } = fc.letrec<{ body: string; block: string }>((tie) => ({
  block: section.chain((word) =>
    fc
      .tuple(
        indent,
        header(word),
        tie('body'),
        indent,
        closing(fc.sample(fc.constantFrom(word, word.toLowerCase()), 1)[0] ?? word),
      )
      .map(join),
  ),
  body: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        { weight: 8, arbitrary: directive },
        { weight: 3, arbitrary: comment },
        { weight: 3, arbitrary: tie('block') },
        { weight: 1, arbitrary: noise },
      ),
      { maxLength: 5 },
    )
    .map(join),
}));

/** latin-1 view of one file; about a third of them are accepted by httpd. */
export const nastyText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '\xef\xbb\xbf'),
    body,
    fc.constantFrom('', '', 'Z end', 'Z \\', '\\\n', 'Z \\\n'),
  )
  .map(join);

/** Any bytes at all, with those that matter more often. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...Buffer.from('\n\r\\"\'<>/# \tA\0{}$')) },
      fc.integer({ min: 0, max: 255 }),
    ),
    { maxLength: 80 },
  )
  .map((codes) => Uint8Array.from(codes));

const test = fc.constantFrom(
  '<IfModule core.c>',
  '<IfModule nope.c>',
  '<IfModule !nope.c>',
  '<IfModule mod_env.c>',
  '<IfModule "mod_macro.c">',
  '<IfModule ! env_module>',
  '<IfDefine X>',
  '<IfDefine !X>',
  '<IfDefine Y>',
  '<IfVersion >= 2.4>',
  '<IfVersion < 2.4>',
  '<IfFile inc/a.conf>',
  '<IfFile !nope>',
  '<IfDirective ServerName>',
  '<IfDirective Nope>',
  '<IfSection VirtualHost>',
  '<IFMODULE core.c>',
);
const plain = fc.constantFrom(
  'A b',
  `ServerName $\{X}`,
  `B "$\{Y} z"`,
  `$\{X} c`,
  '# c',
  `C $\{MISSING}`,
  'D \\\n  e',
  'F $p %q',
  '',
);
const readTime = fc.constantFrom(
  'Define X',
  'Define X 1',
  'Define X "two words"',
  `Define Y $\{X}`,
  'Define Y "<Files x>"',
  'UnDefine X',
  'UnDefine Y',
  'Include inc/a.conf',
  'Include inc/*.conf',
  'IncludeOptional inc/none*.conf',
  'IncludeOptional nope.conf',
  'IncludeOptional sub',
  'IncludeOptional */b.conf',
  `Include $\{X}.conf`,
  'Use M 1 2',
  'Use m "a b" c',
  'Use N',
  'Use N x',
  'UndefMacro N',
  'LoadModule env_module /usr/lib/apache2/modules/mod_env.so',
);
const macro = fc
  .tuple(
    fc.constantFrom('<Macro M $p %q>', '<Macro N>', '<Macro m $p $pq>', '<Macro N @a>', '<Macro M @p @q>'),
    fc.array(
      fc.constantFrom(
        'A $p',
        'B "%q"',
        '$p x',
        '# c',
        '<Files $p>',
        '</Files>',
        'Use N',
        'Define X $p',
        'X @a @p$pq',
        'D \\\n $p',
        'E \\ ',
        'Include inc/$p.conf',
        '<IfDefine $p>',
        '</IfDefine>',
        '',
      ),
      { maxLength: 4 },
    ),
  )
  .map(([head, lines]) => `${head}\n${lines.map((line) => `${line}\n`).join('')}</Macro>\n`);

const { tree } = fc.letrec<{ tree: string; branch: string; box: string }>((tie) => ({
  branch: fc
    .tuple(test, tie('tree'), fc.constantFrom('', '', '', '', '', '', ' # end'))
    .map(([head, inner, rest]) => `${head}\n${inner}</${/^<(\w+)/.exec(head)?.[1]}>${rest}\n`),
  box: tie('tree').map((inner) => `<Directory /x>\n${inner}</Directory>\n`),
  tree: fc
    .array(
      fc.oneof(
        { maxDepth: 4 },
        { weight: 5, arbitrary: plain.map((line) => `${line}\n`) },
        { weight: 4, arbitrary: readTime.map((line) => `${line}\n`) },
        { weight: 1, arbitrary: macro },
        { weight: 3, arbitrary: tie('branch') },
        { weight: 1, arbitrary: tie('box') },
      ),
      { maxLength: 6 },
    )
    .map(join),
}));

/** A main file with both macros defined first (so that many Uses work), and files to include. */
export const readTimeFiles: fc.Arbitrary<Files> = fc
  .tuple(tree, tree, tree, fc.constantFrom('', 'Z end', 'Use N'))
  .map(([main, a, b, tail]) => ({
    'main.conf': `<Macro M $p %q>\nP $p %q\n</Macro>\n<Macro N>\nEmpty body\n</Macro>\n${main}${tail}`,
    'inc/a.conf': a.replaceAll(/^.*Include.*$/gm, 'K l'),
    'inc/b.conf': b.replaceAll(/^.*Include.*$/gm, ''),
    '1.conf': 'One 1\n',
    'sub/b.conf': 'SubB 1\n',
    'sub/.dot': 'Dot 1',
  }));
