/** AddCharset says the charset of the types that req.content_type starts with. */
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
