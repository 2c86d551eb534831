/** Python for redirects. */
import { statusLine } from '../status.js';
import { REDIRECT_TYPE } from './sending.js';
import { definition, PAGE_TYPE, type RedirectSupport, type Support } from './support-code.js';
import { respondText } from './support-respond.js';

const LOCATION = ["('Location', location)"];

/** The address as it stands in a page. */
function linkLine({ names }: Support): string {
  return `link = ${names.escape}(location, {'"': '&quot;'})`;
}

/** For `return apache.HTTP_MOVED_PERMANENTLY` and its kin: the page that Apache makes. */
export function movedFunction(support: Support, moved: NonNullable<Support['moved']>): readonly string[] {
  const { names } = support;
  const text = moved.seeOther
    ? [
        "text = 'The document has moved'",
        "if status.startswith('303'):",
        "\ttext = 'The answer to your request is located'",
        'text += \' <a href="%s">here</a>.\' % link',
      ]
    : ['text = \'The document has moved <a href="%s">here</a>.\' % link'];
  return definition(
    names.moved,
    `start_response, status, location${moved.headers ? ', headers=()' : ''}`,
    'Send the browser to another address.',
    [
      linkLine(support),
      ...text,
      `page = ${names.errorPage} % (status, status[4:], text)`,
      ...respondText(support, {
        status: 'status',
        type: PAGE_TYPE,
        page: 'page',
        pairs: LOCATION,
        more: moved.headers,
      }),
    ],
  );
}

/** For `util.redirect()`: the page that mod_python made. */
export function redirectFunction(support: Support, redirect: RedirectSupport): readonly string[] {
  const apart = support.forms.type === 'variable';
  const parameters = [
    'start_response',
    'location',
    ...(apart && !redirect.typeless ? ['content_type'] : []),
    ...(redirect.permanent ? [`status='${statusLine(302)}'`] : []),
    ...(redirect.text ? ['text=None'] : []),
    ...(redirect.headers ? ['headers=()'] : []),
  ];
  const text = [
    linkLine(support),
    'text = \'<p>The document has moved <a href="%s">here</a></p>\\n\' % link',
  ];
  return definition(support.names.redirect, parameters.join(', '), 'Send the browser to another address.', [
    ...(redirect.text ? ['if text is None:', ...text.map((line) => `\t${line}`)] : text),
    ...respondText(support, {
      status: redirect.permanent ? 'status' : `'${statusLine(302)}'`,
      type: redirect.typeless ? REDIRECT_TYPE : apart ? 'content_type' : undefined,
      page: 'text',
      pairs: LOCATION,
      more: redirect.headers,
    }),
  ]);
}
