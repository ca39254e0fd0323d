/** Where the live socket is, on the port of the UI and on that of every service. */

const LIVE_PATH = '/ws/realtime'

export const isLivePath = (url = '/'): boolean => (url.split('?')[0] ?? '') === LIVE_PATH
