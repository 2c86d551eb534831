/** What `--help` says beyond the list of options. Lines stay below 100 columns. */

export const INTRODUCTION = `Turns a mod_python site into a working mod_wsgi site: configuration and Python code.

Nothing outside of the paths you name is read or written, and no network is used.`;

export const EXAMPLES = `
Examples:
  migrate init site                              without httpd.conf: say who serves what
  migrate scan /etc/apache2 /var/www/app         what there is, and what would become of it
  migrate apply --dry-run site > site.patch      the changes as one patch; git apply reads it
  migrate apply --out ../site-wsgi site          the migrated site as a copy
  migrate apply site                             in place, all or nothing; undo: migrate undo
  migrate lint site                              for CI: fails while a use of mod_python remains
  migrate explain-url /app/page site             what answers a URL, now and after
  migrate explain MP101                          what a finding means and what to do

Exit codes:
  0  done, or nothing to do (scan and dry runs always, whatever they find)
  1  lint: a use of mod_python remains
  2  the job could not be done: wrong option, missing path, broken input
  3  refused to protect you: uncommitted changes, a file changed meanwhile, --out is taken
  130, 143  interrupted (Ctrl-C, SIGTERM); what had begun was finished or rolled back

Configuration: migrate.config.json, from the folder of the first path upwards (docs/commands.md).`;
