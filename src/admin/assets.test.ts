/** The web app as files: types, caching, compression, deep links below any prefix, and what is there while it is not built. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Assets, createAssets } from './assets.ts'

const INDEX = '<!doctype html><base href="./" /><script type="module" src="assets/app-1a2b.js"></script>'
const SCRIPT = `export const text = '${'words '.repeat(500)}'`

let root: string
let assets: Assets
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clp-web-'))
  mkdirSync(join(root, 'assets'))
  writeFileSync(join(root, 'index.html'), INDEX)
  writeFileSync(join(root, 'assets', 'app-1a2b.js'), SCRIPT)
  writeFileSync(join(root, 'favicon.svg'), '<svg/>')
  assets = createAssets(root)
  onTestFinished(() => rmSync(root, { recursive: true }))
})

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  assets.serve(new Request(`http://localhost${path}`, { headers, method }), path)

test('hashed files are kept for ever, the page is asked for every time', async () => {
  const script = await get('/assets/app-1a2b.js')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const page = await get('/')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  expect(await page.text()).toBe(INDEX)
  const etag = page.headers.get('etag') ?? ''
  expect((await get('/', { 'if-none-match': `"other", W/${etag}` })).status).toBe(304)
  expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200)
})

test('text is compressed as the browser wants it', async () => {
  const br = await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip, deflate, br' })
  expect(br.headers.get('content-encoding')).toBe('br')
  expect(brotliDecompressSync(Buffer.from(await br.arrayBuffer())).toString()).toBe(SCRIPT)
  const gz = await get('/assets/app-1a2b.js', { 'accept-encoding': 'br;q=0, gzip;q=0.5' })
  expect(gunzipSync(Buffer.from(await gz.arrayBuffer())).toString()).toBe(SCRIPT)
  expect(gz.headers.get('vary')).toBe('accept-encoding')
  expect(gz.headers.get('etag')).not.toBe(br.headers.get('etag'))
  const plain = await get('/assets/app-1a2b.js', { 'accept-encoding': 'identity' })
  expect(plain.headers.has('content-encoding')).toBe(false)
  const head = await get('/assets/app-1a2b.js', {}, 'HEAD')
  expect(head.headers.get('content-length')).toBe(String(SCRIPT.length))
  expect(await head.text()).toBe('')
})

test.each([
  ['/requests', './'],
  ['/requests/0190-ab', '../'],
  ['/upstreams/claude/my.name', '../../'],
  ['/index.html', './'],
])('%s is a page of the app whose base is %s', async (path, base) => {
  const page = await get(path)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await page.text()).toContain(`<base href="${base}" />`)
})

test('a file of an older build is not answered with a page', async () => {
  expect((await get('/assets/app-0000.js')).status).toBe(404)
  expect((await get('/favicon.ico')).status).toBe(204)
  expect((await get('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml')
})

test('nothing outside the folder is served', async () => {
  writeFileSync(join(root, '..', 'clp-web-outside.txt'), 'outside')
  onTestFinished(() => rmSync(join(root, '..', 'clp-web-outside.txt')))
  for (const path of ['/../clp-web-outside.txt', '/assets/../../clp-web-outside.txt', '/..%2fclp-web-outside.txt']) {
    const answer = await assets.serve(new Request('http://localhost/'), path)
    expect(await answer.text(), path).not.toContain('outside')
  }
})

test('while there is nothing, the page says how to build it, and finds it once it is there', async () => {
  const late = join(root, 'late')
  assets = createAssets(late)
  expect(assets.built()).toBe(false)
  const missing = await get('/requests')
  expect(missing.status).toBe(503)
  expect(await missing.text()).toContain('npm run build')
  mkdirSync(late)
  writeFileSync(join(late, 'index.html'), INDEX)
  expect((await get('/requests')).status).toBe(200)
})
