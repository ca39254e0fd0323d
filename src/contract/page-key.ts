/**
 * How a page of the UI shows the second half of its session. The cookie alone is no proof: browsers show it to every port of the host,
 * the page key only to the origin that keeps it.
 */

/** With every request of the API. */
export const PAGE_KEY_HEADER = 'x-clp-page-key'

/** The subprotocol of the live socket, the one that is agreed on. */
export const LIVE_PROTOCOL = 'clp-live'

/** Beginning of the name of a second subprotocol, which holds the page key. */
export const PAGE_KEY_PROTOCOL = 'clp-page-key.'
