/** What handlers may ask for at run time has to be in the entry script. */
import { describe, expect, it } from 'vitest';
import { migrate, scriptOf } from './support/migrate.js';

const FOLDER = `<Directory /srv/www/htdocs>
    SetHandler mod_python
    PythonHandler app
</Directory>
`;

describe('entry scripts', () => {
  it('name filters that only req.add_output_filter() may set', () => {
    const script = scriptOf(migrate(`PythonOutputFilter shout::filter SHOUT\n${FOLDER}`), 'app');
    expect(script).toContain(`    filters={
        'shout': 'shout::filter',
    },`);
  });

  it('name error pages that Python makes without a file', () => {
    const conf = `DocumentRoot /srv/www/htdocs\nErrorDocument 404 /oops/missing\n${FOLDER}`;
    expect(scriptOf(migrate(conf), 'app')).toContain("python_error_documents=['/oops/missing']");
  });
});
