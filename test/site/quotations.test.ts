/** Configuration and code in strings: what a program may write or run, and what it says to people. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const LOCATION = '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n';

describe('a directive in a string of a program', () => {
  const says = (line: string) =>
    migrate(LOCATION, { '/srv/lib/setup.py': `${line}\n` })
      .plan.findings.filter(({ code, place }) => code === 'MP402' && place.path === '/srv/lib/setup.py')
      .map(({ message }) => message);

  // The text of modpython_gateway.py: lint failed for ever on a sentence.
  it('is a mention where it stands in a sentence', () => {
    const [message] = says(
      'raise ValueError("You must provide a PythonOption \'%s\', either here or there")',
    );
    expect(message).toContain('is mentioned');
  });

  it.each([
    "req.log_error('PythonOption weft.app is missing')",
    "raise KeyError, 'PythonPath is not set, see INSTALL'",
    'die("PythonHandler must be given")',
  ])('is a mention where more words follow than Apache takes: %s', (line) => {
    const [message] = says(line);
    expect(message).toContain('is mentioned');
  });

  it.each([
    "text = 'PythonOption root \\'/srv/my app\\''",
    "text = 'PythonHandler wiki::main | .html'",
    "text = 'PythonOption root %s'",
    "text = '<Directory %s>\\n    PythonHandler wiki\\n'",
    "text = 'Options None\\nPythonDebug On'",
    "text = '# PythonDebug On'",
    "text = '%(indent)sPythonPath %s' + end",
    "text = '''\nSetHandler mod_python\n'''",
  ])('may go into a configuration where it begins a line: %j', (line) => {
    const [message] = says(line);
    expect(message).toContain('if the program writes it');
  });
});

describe('an import in a string', () => {
  const says = (line: string) => migrate(LOCATION, { '/srv/lib/run.py': `${line}\n` }).uses('MP402');

  // exec('from mod_python import apache') came out of the migration as it was, without a word.
  it.each(["exec 'from mod_python import apache'", "exec('import os\\nimport mod_python.util')"])(
    '%s',
    (line) => {
      expect(says(line).map(({ state, message }) => `${state}: ${message}`)).toEqual([
        'manual: an import of mod_python stands in a string: if the program runs it, change it there',
      ]);
    },
  );

  it.each([
    '"""Use it as in: from mod_python import apache"""',
    "raise ImportError('You cannot import mod_python outside of Apache')",
    "page = '<% from mod_python import apache %>'",
  ])('is nothing in %s', (line) => {
    expect(says(line)).toEqual([]);
  });
});
