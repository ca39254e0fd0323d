/** Where this page lives: everything is addressed relative to the root the server told us in `<base>`. */

/** Root of the web app with a trailing slash, for example `https://host/clp/`. Read once: `<base>` is relative to the first address. */
export const rootUrl = (): URL => new URL('.', document.baseURI)

/** Path prefix without trailing slash: empty, or for example `/clp`. */
export const basePath = (): string => rootUrl().pathname.replace(/\/$/, '')

/** Address of the live socket, `wss` behind TLS. */
export const socketUrl = (root: URL): string => {
  const url = new URL('ws/realtime', root)
  url.protocol = root.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}
