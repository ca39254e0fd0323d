/** Debian's nginx with `deploy/nginx.conf`: only addresses, paths and the name are put in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FrontProgram, Place } from './front.ts'

const CONFIG = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url))

/** The shipped file, with the places of this test; whatever it says of behaviour stays. */
const siteFor = ({ folder, behind, tls, plain }: Place): string =>
  readFileSync(CONFIG, 'utf8')
    .replace('127.0.0.1:3300', `127.0.0.1:${behind.ui}`)
    .replace('127.0.0.1:3210', `127.0.0.1:${behind.claude}`)
    .replace('127.0.0.1:3211', `127.0.0.1:${behind.codex}`)
    .replace(/^.*listen \[::\].*\n/gm, '')
    .replace('listen 443', `listen 127.0.0.1:${tls}`)
    .replace('listen 80', `listen 127.0.0.1:${plain}`)
    .replace('/etc/nginx/tls/clp.example.org.crt', join(folder, 'tls.crt'))
    .replace('/etc/nginx/tls/clp.example.org.key', join(folder, 'tls.key'))
    // The other way of serving the UI is tried together with the first.
    .replace(/^ {4}# (location \/clp| {4}proxy_pass|\})/gm, '    $1')

const around = (place: Place): string => `
daemon off;
worker_processes 1;
pid ${place.folder}/nginx.pid;
error_log ${place.folder}/error.log;
events {}
http {
    access_log off;
    client_body_temp_path ${place.folder}/body;
    proxy_temp_path ${place.folder}/proxy;
    fastcgi_temp_path ${place.folder}/fastcgi;
    uwsgi_temp_path ${place.folder}/uwsgi;
    scgi_temp_path ${place.folder}/scgi;
${siteFor(place)}
}
`

const run = (file: string, folder: string): readonly string[] => [
  '-p',
  folder,
  '-c',
  file,
  '-e',
  join(folder, 'error.log'),
]

export const nginx: FrontProgram = {
  name: 'nginx',
  configuration: around,
  check: (file, folder) => ['-t', ...run(file, folder)],
  run,
}
