/** What a file of a fixture is, told by its path alone. */

export function isConfig(path: string): boolean {
  return /\.(?:conf|load|vhost)(?:\.in)?$|\.htaccess$|\/sites-\w+\/[^/]+$/.test(path);
}

export function isPython(path: string): boolean {
  return /\.(?:py|wsgi)$/.test(path);
}

export function isPage(path: string): boolean {
  return path.endsWith('.psp');
}
