/** `__x` inside a class is `_Class__x`, for variables and attributes alike. @param className undefined outside classes */
export function mangle(name: string, className: string | undefined): string {
  if (className === undefined || !name.startsWith('__') || name.endsWith('__')) return name;
  const stripped = className.replace(/^_+/, '');
  return stripped === '' ? name : `_${stripped}${name}`;
}
