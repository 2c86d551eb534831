/** What is added to a configuration is laid out as its author laid out the rest. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const SECTION = `# The shop
<Directory /srv/app>
    SetHandler mod_python
    PythonHandler shop
</Directory>
`;
const PARTED = / application-group=\S+\n\n# The shop\n<Directory \/srv\/app>\n {4}SetHandler app\n/;
const TOGETHER = / application-group=\S+\n# The shop\n<Directory \/srv\/app>\n {4}SetHandler app\n/;

describe('lines in front of a section', () => {
  it('leave it parted from what is above by one blank line', () => {
    expect(migrate(`Alias /shop /srv/app\n\n${SECTION}`).conf).toMatch(PARTED);
  });

  it('are parted from the first section of a file that parts its blocks', () => {
    expect(migrate(`${SECTION}\nAlias /shop /srv/app\n`).conf).toMatch(PARTED);
  });

  it('stand close where the file has no blank lines', () => {
    expect(migrate(`Alias /shop /srv/app\n${SECTION}`).conf).toMatch(TOGETHER);
  });

  it('share one blank line, whatever is added', () => {
    const { conf } = migrate(`Alias /shop /srv/app\n\n${SECTION}PythonImport shop main_interpreter\n`);
    expect(conf).not.toMatch(/\n\n\n/);
    expect(conf).toMatch(PARTED);
  });
});

describe('the name of a handler whose section is a pattern', () => {
  const section = (open: string) =>
    `DocumentRoot /srv/www/htdocs\n${open}\n    SetHandler mod_python\n    PythonHandler shop\n</${open.slice(1).split(' ')[0]}>\n`;

  it.each([
    ['<DirectoryMatch "^/srv/www/htdocs/support(/|$)">', 'support'],
    ['<DirectoryMatch "^/srv/www/htdocs/my\\.shop/">', 'my.shop'],
    ['<Directory ~ "^/srv/www/htdocs/[a-z]+/wiki">', 'srv-www-htdocs-a-z-wiki'],
    ['<LocationMatch "^/(blog|news)/">', 'blog-news'],
  ])('%s', (open, name) => {
    expect(migrate(section(open)).conf).toContain(`    SetHandler ${name}\n`);
  });
});
