/** Name and version of the product, printed first by `--version` so that a wrong `migrate` is noticed. */
export const PRODUCT = 'mod-python-migrate';
export const VERSION = '0.1.0';
