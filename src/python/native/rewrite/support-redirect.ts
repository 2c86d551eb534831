/** Python for redirects. */
import { statusLine } from '../status.js';
import { definition, PAGE_TYPE, type RedirectSupport, type Support } from './support-code.js';
import { respondText } from './support-respond.js';

const LOCATION = ["('Location', location)"];

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
      `link = ${names.escape}(location, {'"': '&quot;'})`,
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

/** For `util.redirect()`: the page that mod_python made, which takes the address as it is. */
export function redirectFunction(support: Support, redirect: RedirectSupport): readonly string[] {
  const apart = support.forms.type === 'variable';
  const parameters = [
    ...(redirect.typeless ? ['environ'] : []),
    'start_response',
    'location',
    ...(apart && !redirect.typeless ? ['content_type'] : []),
    ...(redirect.permanent ? [`status='${statusLine(302)}'`] : []),
    ...(redirect.text ? ['text=None'] : []),
    ...(redirect.headers ? ['headers=()'] : []),
  ];
  const text = 'text = \'<p>The document has moved <a href="%s">here</a></p>\\n\' % location';
  return definition(support.names.redirect, parameters.join(', '), 'Send the browser to another address.', [
    ...(redirect.text ? ['if text is None:', `\t${text}`] : [text]),
    ...respondText(support, {
      status: redirect.permanent ? 'status' : `'${statusLine(302)}'`,
      type: redirect.typeless ? `${support.names.defaultType}(environ)` : apart ? 'content_type' : undefined,
      page: 'text',
      pairs: LOCATION,
      more: redirect.headers,
    }),
  ]);
}
