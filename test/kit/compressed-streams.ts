/** Streams as servers compress them while they speak: flushed after each text, so that a receiver can read it at once, and not yet ended. */
import {
  brotliDecompressSync,
  createBrotliCompress,
  createDeflate,
  createDeflateRaw,
  createGzip,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib'
import { decompress } from 'fzstd'
import { frameStart, rawBlock, zstdFrame } from './zstd-frames.ts'

export interface CompressedStream {
  readonly name: string
  /** As `content-encoding` has it. */
  readonly coding: 'gzip' | 'deflate' | 'br' | 'zstd'
  /** The bytes of each text, in order. */
  readonly begin: (texts: readonly string[]) => Promise<readonly Buffer[]>
  /** Decodes a whole stream, and throws for one that is not. */
  readonly read: (bytes: Uint8Array) => Uint8Array
}

type Compressor = ReturnType<typeof createGzip>

const flushed = async (compressor: Compressor, texts: readonly string[]): Promise<readonly Buffer[]> => {
  const parts: Buffer[] = []
  for (const text of texts) {
    const chunks: Buffer[] = []
    const collect = (chunk: Buffer): number => chunks.push(chunk)
    compressor.on('data', collect)
    compressor.write(text)
    await new Promise<void>((resolve) => compressor.flush(resolve))
    compressor.off('data', collect)
    parts.push(Buffer.concat(chunks))
  }
  compressor.destroy()
  return parts
}

export const COMPRESSED_STREAMS: readonly CompressedStream[] = [
  { name: 'gzip', coding: 'gzip', begin: (texts) => flushed(createGzip(), texts), read: gunzipSync },
  { name: 'deflate', coding: 'deflate', begin: (texts) => flushed(createDeflate(), texts), read: inflateSync },
  {
    name: 'raw deflate',
    coding: 'deflate',
    begin: (texts) => flushed(createDeflateRaw(), texts),
    read: inflateRawSync,
  },
  { name: 'br', coding: 'br', begin: (texts) => flushed(createBrotliCompress(), texts), read: brotliDecompressSync },
  {
    name: 'zstd',
    coding: 'zstd',
    begin: async (texts) =>
      texts.map((text, at) =>
        Buffer.concat([at === 0 ? frameStart() : '', rawBlock(text)].map((part) => Buffer.from(part))),
      ),
    read: (bytes) => decompress(bytes),
  },
  {
    name: 'zstd, a frame for each flush',
    coding: 'zstd',
    begin: async (texts) => texts.map((text) => zstdFrame([text])),
    read: (bytes) => decompress(bytes),
  },
]
