/** The site that both generated server trees serve: code and pages, the same everywhere; runs on Python 2.7 and 3. */
import type { Files } from './planted-tree.js';

const BOARD = `"""A board that tells what it sees."""
from mod_python import apache

import catalogue

visits = []


def handler(req):
    visits.append(1)
    options = req.get_options()
    req.content_type = 'text/plain'
    req.write('%s: %s %s\\n' % (catalogue.NAME, req.method, req.uri))
    req.write('theme=%s cache=%s\\n' % (options.get('theme'), options.get('cache')))
    req.write('server=%s interpreter=%s\\n' % (req.server.server_hostname, req.interpreter))
    if req.uri.endswith('/visits'):
        req.write('visits=%d\\n' % len(visits))
    return apache.OK
`;

const GUARD = `from mod_python import apache


def authenhandler(req):
    password = req.get_basic_auth_pw()
    if req.user == 'ann' and password == 'secret':
        return apache.OK
    return apache.HTTP_UNAUTHORIZED


def accesshandler(req):
    return apache.HTTP_FORBIDDEN if 'X-Stranger' in req.headers_in else apache.OK


def handler(req):
    req.content_type = 'text/plain'
    req.write('for %s only\\n' % req.user)
    return apache.OK
`;

const INDEX = `"""Published functions."""


def index(req):
    return 'welcome to the shop'


def add(req, a='1', b='2'):
    return '%d' % (int(a) + int(b))


def _hidden(req):
    return 'hidden'
`;

const PAGES = `from mod_python import apache


def handler(req):
    if req.uri == '/wiki/':
        req.headers_out['Location'] = '/wiki/Start'
        return apache.HTTP_MOVED_TEMPORARILY
    if req.uri.endswith('Missing'):
        return apache.HTTP_NOT_FOUND
    req.content_type = 'text/html'
    req.write('<html><body>%s</body></html>' % req.uri)
    return apache.OK
`;

/** Below /srv/shop and /var/www. */
export const SHOP: Files = {
  'srv/shop/lib/catalogue.py': "NAME = 'catalogue'\n",
  'srv/shop/app/board.py': BOARD,
  'srv/shop/app/guard.py': GUARD,
  'srv/wiki/pages.py': PAGES,
  'var/www/shop/index.py': INDEX,
  'var/www/shop/plain.txt': 'plain text\n',
  'var/www/shop/intern/notes.txt': 'notes of the house\n',
  'var/www/shop/locked/paper.txt': 'locked paper\n',
  'var/www/shop/missing.html': 'nothing here, says the shop\n',
  'var/www/wiki/start.html': 'the wiki\n',
  'var/www/wiki/gone.html': 'not in the wiki\n',
  'var/www/html/index.html': 'it works\n',
};

/** Where a request goes. */
export interface TreeRequest {
  readonly host: string;
  readonly path: string;
  readonly tls?: boolean;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const ANN = { Authorization: `Basic ${Buffer.from('ann:secret').toString('base64')}` };
const EVE = { Authorization: `Basic ${Buffer.from('eve:guess').toString('base64')}` };

const SHOP_PATHS: readonly Omit<TreeRequest, 'host'>[] = [
  { path: '/index.py' },
  { path: '/index.py/add' },
  { path: '/index/add' },
  { path: '/index.py/_hidden' },
  { path: '/plain.txt' },
  { path: '/board' },
  { path: '/board/deep/er?x=1' },
  { path: '/board', method: 'HEAD' },
  { path: '/board', method: 'POST' },
  { path: '/intern/notes.txt' },
  { path: '/members' },
  { path: '/members', headers: ANN },
  { path: '/members', headers: EVE },
  { path: '/locked/paper.txt' },
  { path: '/locked/paper.txt', headers: { 'X-Stranger': 'yes' } },
  { path: '/nowhere' },
];

/** Everything that is asked of a tree, in order; the shop twice, once over TLS. */
export const REQUESTS: readonly TreeRequest[] = [
  ...SHOP_PATHS.map((one) => ({ ...one, host: 'shop.example.org' })),
  ...SHOP_PATHS.map((one) => ({ ...one, host: 'shop.example.org', tls: true })),
  { host: 'wiki.example.org', path: '/wiki' },
  { host: 'wiki.example.org', path: '/wiki/' },
  { host: 'wiki.example.org', path: '/wiki/Start' },
  { host: 'wiki.example.org', path: '/wiki/Missing' },
  { host: 'wiki.example.org', path: '/start.html' },
];
