/** The files of a shape, and the programs of all of them. */
import { CGI, PAGE } from './guard-code.js';
import type { SiteFiles } from './served-site.js';
import type { Shape } from './shape.js';
import { block, fileOf, folderOf, guardLines, markOf } from './shape-text.js';

/** Files of the shape below the site's folder. */
export function shapeFiles(shape: Shape): SiteFiles {
  const folder = folderOf(shape);
  const mark = markOf(shape);
  const name = fileOf(shape);
  const text = `${mark}\n`;
  const cgi = CGI.replace('cgi says', mark);
  const found: Record<string, string> = {};
  for (const place of [folder, `${folder}/deep`]) {
    found[`${place}/${name}.txt`] = text;
    found[`${place}/${name}.cgi`] = cgi;
    found[`${place}/${name}.asis`] = `Status: 200 OK\nContent-Type: text/plain\n\n${text}`;
    found[`${place}/${name}.shtml`] = `${mark} <!--#echo var="REMOTE_USER" -->\n`;
    found[`${place}/${name}.py`] = `# ${mark}\n\ndef index(req):\n    return '${mark}'\n`;
  }
  if (shape.content === 'CGI by ScriptAlias') {
    found[`${folder}/run`] = cgi;
    found[`${folder}/deep/run`] = cgi;
  }
  if (shape.content === 'proxy') {
    found[`www/backend/${shape.id}/${name}.txt`] = text;
    found[`www/backend/${shape.id}/deep/${name}.txt`] = text;
  }
  if (shape.section === '.htaccess') found[`${folder}/.htaccess`] = `${guardLines(shape).join('\n')}\n`;
  if (shape.section === 'Files in .htaccess')
    found[`${folder}/.htaccess`] = `${block(`Files "${name}*"`, guardLines(shape)).join('\n')}\n`;
  return { ...found, ...aroundFiles(shape) };
}

/** Pages outside the guard that lead to what it keeps. */
function aroundFiles(shape: Shape): SiteFiles {
  const { id } = shape;
  const inside = `/${id}/${fileOf(shape)}.txt`;
  return {
    [`www/open/${id}/include.shtml`]: `<!--#include virtual="${inside}" -->\n`,
    [`www/open/${id}/.htaccess`]: [
      'Options +Includes',
      'AddOutputFilter INCLUDES .shtml',
      `ErrorDocument 404 ${inside}`,
      'RewriteEngine On',
      `RewriteRule ^rewritten$ ${inside}`,
      `RewriteRule ^flagged$ ${inside} [PT]`,
      '',
    ].join('\n'),
  };
}

/** Programs of all shapes. */
export const DOORS = `from mod_python import apache


def _door(shut, req):
    if shut and req.headers_in.get('X-Inside') != 'yes':
        return apache.HTTP_FORBIDDEN
    return apache.OK


def by_address(req):
    return _door('_secret' in req.uri, req)


def by_file(req):
    return _door('_secret' in (req.filename or '_secret'), req)


def by_method(req):
    return _door(req.method not in ('HEAD', 'BREW'), req)


def by_query(req):
    return _door('open' not in (req.args or ''), req)


def pass_on(req):
    return apache.DECLINED


def nobody(req):
    return apache.HTTP_FORBIDDEN


class Door(object):
    def __init__(self, req):
        self.inside = req.headers_in.get('X-Inside')

    def check(self, req):
        if self.inside == req.get_options().get('inside', 'yes'):
            return apache.OK
        return apache.HTTP_FORBIDDEN
`;

/** A page that shows its mark. */
export const MARKED_PAGE = PAGE.replace(
  "'python says '",
  "req.get_options().get('mark', '') + ' python says '",
);
