/** Debian's Caddy with `deploy/Caddyfile`: only addresses, the name and a certificate of the test are put in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FrontProgram, Place } from './front.ts'

const CONFIG = fileURLToPath(new URL('../../deploy/Caddyfile', import.meta.url))

/** The shipped file, with the places of this test; whatever it says of behaviour stays. */
const siteFor = ({ folder, behind, tls }: Place): string =>
  readFileSync(CONFIG, 'utf8')
    .replaceAll('127.0.0.1:3300', `127.0.0.1:${behind.ui}`)
    .replace('127.0.0.1:3210', `127.0.0.1:${behind.claude}`)
    .replace('127.0.0.1:3211', `127.0.0.1:${behind.codex}`)
    .replace(
      /^clp\.example\.org \{/m,
      `clp.example.org:${tls} {\n\tbind 127.0.0.1\n\ttls ${join(folder, 'tls.crt')} ${join(folder, 'tls.key')}`,
    )
    // The other way of serving the UI is tried together with the first.
    .replace(/^\t# ?(handle_path|\t|\})/gm, '\t$1')

const around = (place: Place): string => `
{
	admin off
	http_port ${place.plain}
	https_port ${place.tls}
}
${siteFor(place)}
`

export const caddy: FrontProgram = {
  name: 'caddy',
  configuration: around,
  check: (file) => ['validate', '--adapter', 'caddyfile', '--config', file],
  run: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
}
