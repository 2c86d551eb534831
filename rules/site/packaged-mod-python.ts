import { defineRule } from '../../src/core/rule.js';
import { packageMentions } from '../../src/site/surroundings/packaging.js';

export default defineRule({
  code: 'MP405',
  name: 'packaged-mod-python',
  target: 'site',
  severity: 'note',
  summary: 'Install mod_wsgi where mod_python was installed',
  why: 'Packages, images and scripts that install mod_python fail where no such package is left, or load it beside mod_wsgi, which Apache does not bear. The files are left as they are: which package takes its place depends on the system and on the version of Python.',
  todo: 'Ask for the package of mod_wsgi that is built for the Python of this site, and for no mod_python.',
  effort: '5m',
  refs: [
    'https://modwsgi.readthedocs.io/en/master/installation.html',
    'https://pypi.org/project/mod-wsgi/4.9.4/',
  ],
  messages: {
    debian:
      '{what}: the package of Debian and Ubuntu is libapache2-mod-wsgi-py3, for Python 3; for Python 2.7 build mod_wsgi 4.9.4 from PyPI',
    enable: '{what}: Debian and Ubuntu call the module wsgi: a2enmod wsgi, and a2dismod python',
    rpm: '{what}: the package of Red Hat 7 is mod_wsgi (Python 2.7), from 8 on python3-mod_wsgi, which does not provide the name mod_wsgi; for Python 2.7 there build mod_wsgi 4.9.4 from PyPI',
    system:
      '{what}: take the package of mod_wsgi: apache2-mod_wsgi or apache2-mod_wsgi-python3 on SUSE, www/mod_wsgi on FreeBSD (www/mod_wsgi4 is gone), www-apache/mod_wsgi on Gentoo; ask the package system for the Python that it is built for',
    pypi: '{what}: require nothing if Apache has mod_wsgi from the system, or else mod_wsgi, for Python 2.7 mod_wsgi==4.9.4; modpython_wsgi lies beside the entry scripts and is no package to install',
  },
  example: {
    before: '<Directory /srv/app>\n    SetHandler wsgi-script\n</Directory>\n',
    after: '<Directory /srv/app>\n    SetHandler wsgi-script\n</Directory>\n',
    beside: { '/srv/build/Dockerfile': 'FROM debian:12\nRUN apt-get install -y libapache2-mod-python\n' },
  },

  *check(context) {
    for (const { kind, what, place } of packageMentions(context.site)) {
      yield context.note({ at: place, message: kind, data: { what } });
    }
  },
});
