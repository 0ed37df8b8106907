/** The URL with its password hidden, also if it is none: up to the last `@` nothing behind the user's name is shown. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?([^:]*):.*@/is, '$1$2:…@');
}
