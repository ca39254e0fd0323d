/**
 * The built web app on its way to the browser: read once into memory, compressed once, and served with the caching its names allow.
 * Every path that is no file of it is a page of the app and gets `index.html`.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export interface Assets {
  /** `path` is decoded and begins with `/`. GET and HEAD. */
  readonly serve: (request: Request, path: string) => Promise<Response>
  /** Whether a path is a file of the app. */
  readonly has: (path: string) => boolean
  /** Whether there is a web app to serve. */
  readonly built: () => boolean
}

interface Asset {
  readonly type: string
  readonly bytes: Uint8Array
  readonly etag: string
  readonly immutable: boolean
}

type Encoding = 'br' | 'gzip' | 'identity'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}
const COMPRESSIBLE = /^(?:text\/|image\/svg|application\/(?:json|manifest))/
const INDEX = '/index.html'

/** Reads the folder when first asked, and again while there is nothing in it: it may be built while the daemon runs. */
export const createAssets = (root: string): Assets => {
  let files: ReadonlyMap<string, Asset> = new Map()
  const compressed = new Map<string, Promise<Uint8Array>>()

  const read = (): ReadonlyMap<string, Asset> => {
    if (!files.has(INDEX)) files = readFolder(root)
    return files
  }

  const encode = (asset: Asset, encoding: Encoding): Promise<Uint8Array> => {
    if (encoding === 'identity') return Promise.resolve(asset.bytes)
    const key = `${encoding} ${asset.etag}`
    const known = compressed.get(key) ?? compress(asset.bytes, encoding)
    compressed.set(key, known)
    return known
  }

  const page = (path: string): Asset | undefined => {
    const index = read().get(INDEX)
    return index === undefined ? undefined : indexFor(index, path)
  }

  return {
    has: (path) => read().has(path),
    built: () => read().has(INDEX),
    serve: async (request, path) => {
      const file = path === INDEX ? undefined : read().get(path)
      // A hashed name that is gone belongs to an older build: a page in its place would be run as a script.
      if (file === undefined && path.startsWith('/assets/')) return plain(404, 'This file is not part of this build')
      if (file === undefined && path === '/favicon.ico') return new Response(null, { status: 204 })
      const asset = file ?? page(path)
      if (asset === undefined) return plain(503, NOT_BUILT)
      const encoding = COMPRESSIBLE.test(asset.type) ? preferred(request.headers.get('accept-encoding')) : 'identity'
      return reply(request, asset, { encoding, bytes: await encode(asset, encoding) })
    },
  }
}

const NOT_BUILT =
  'The CLP web UI has not been built. Run "npm run build" in the folder of CLP and load this page again.\n' +
  'The command line and the admin API (/api/openapi.json) work without it.\n'

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } })

interface Encoded {
  readonly encoding: Encoding
  readonly bytes: Uint8Array
}

const reply = (request: Request, asset: Asset, { encoding, bytes }: Encoded): Response => {
  const etag = `"${asset.etag}${encoding === 'identity' ? '' : `-${encoding}`}"`
  const headers = new Headers({
    'content-type': asset.type,
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'accept-encoding',
  })
  if (isSame(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  if (encoding !== 'identity') headers.set('content-encoding', encoding)
  headers.set('content-length', String(bytes.byteLength))
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), { headers })
}

const isSame = (sent: string | null, etag: string): boolean =>
  sent !== null && (sent.trim() === '*' || sent.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))

/** The encoding to answer with. A weight of 0 refuses one (RFC 9110 §12.5.3). */
const preferred = (accept: string | null): Encoding => {
  const offered = (accept ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
  const takes = (name: string): boolean =>
    offered.some((part) => part.split(';')[0]?.trim() === name && !/;\s*q=0(?:\.0*)?$/.test(part))
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : 'identity'
}

/** Off the event loop, which has streams to carry. */
const compress = (bytes: Uint8Array, encoding: 'br' | 'gzip'): Promise<Uint8Array> =>
  encoding === 'gzip'
    ? promisify(gzip)(bytes, { level: 9 })
    : promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })

/**
 * The page names its files relative to its own place, so that it works below any path prefix: the base it is built with is replaced
 * by the way back from the page that was asked for.
 */
const indexFor = (index: Asset, path: string): Asset => {
  const depth = path.split('/').length - 2
  if (depth <= 0) return index
  const html = new TextDecoder().decode(index.bytes)
  const bytes = new TextEncoder().encode(html.replace('<base href="./"', `<base href="${'../'.repeat(depth)}"`))
  return { ...index, bytes, etag: `${index.etag}-${depth}` }
}

const readFolder = (root: string): ReadonlyMap<string, Asset> => {
  const files = new Map<string, Asset>()
  for (const entry of listFolder(root)) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(root, file).split(sep).join('/')}`
    const bytes = readFileSync(file)
    files.set(path, {
      type: TYPES[extname(entry.name).toLowerCase()] ?? 'application/octet-stream',
      bytes,
      etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      immutable: path.startsWith('/assets/'),
    })
  }
  return files
}

const listFolder = (root: string) => {
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
