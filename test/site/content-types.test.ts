/** AddType, ForceType and AddCharset say what req.content_type starts with. */
import { expect, it } from 'vitest';
import { migrate, scriptOf } from './support/migrate.js';

it('hands the charsets of AddCharset to the entry script, inner sections over outer ones', () => {
  const result = migrate(`DocumentRoot /srv/www/htdocs
AddCharset utf-8 .u8 .utf8
<Directory /srv/app>
    AddCharset koi8-r .u8
    SetHandler mod_python
    PythonHandler app
</Directory>
`);
  expect(scriptOf(result, 'app')).toMatch(/charsets=\{\s*'\.u8': 'koi8-r',\s*'\.utf8': 'utf-8',?\s*\}/);
});

it('gives a section with other types a script of its own, where Python answers', () => {
  const result = migrate(`DocumentRoot /srv/www/htdocs
<Directory /srv/app>
    AddType text/x-log .log
    SetHandler mod_python
    PythonHandler app
</Directory>
<Directory /srv/app/raw>
    RemoveType .log
    ForceType text/plain
</Directory>
<Directory /srv/app/static>
    SetHandler None
    ForceType text/css
</Directory>
<Directory /srv/app/same>
    AddType text/x-log log
</Directory>
`);
  expect(scriptOf(result, 'app')).toMatch(/types=\{\s*'\.log': 'text\/x-log',?\s*\}/);
  expect(scriptOf(result, 'raw')).toContain("force_type='text/plain'");
  expect(scriptOf(result, 'raw')).not.toContain('types=');
  expect(result.conf.match(/WSGIHandlerScript/g)).toHaveLength(2);
});
