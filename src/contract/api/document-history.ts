/** Requests and answers of the admin API about former versions of documents. */
import { z } from 'zod'

const count = z.number().int().nonnegative()

export const documentVersionSchema = z.object({
  /** From 1; the newest is the highest. */
  revision: z.number().int().positive(),
  /** When it came into force, or was first seen. ISO 8601, UTC. */
  at: z.string(),
  /** `clp`: saved by an act of CLP (page, API or command); `file`: found in the file. */
  by: z.enum(['clp', 'file']),
  /** False: there was no file, and the document's defaults held. */
  exists: z.boolean(),
  /** Lines that came and went against the version before; null where those were not counted, because there is none or they are too many. */
  added: count.nullable(),
  removed: count.nullable(),
  /** Whether it is what the document says now. */
  current: z.boolean(),
})
export type DocumentVersionView = z.infer<typeof documentVersionSchema>

/** Newest first, at most 50. */
export const documentHistorySchema = z.object({ versions: z.array(documentVersionSchema).readonly() })
export type DocumentHistoryView = z.infer<typeof documentHistorySchema>

export const diffLineSchema = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })

export const diffHunkSchema = z.object({
  /** Line of its beginning in the former and in the later text, from 1. */
  from: count,
  to: count,
  lines: z.array(diffLineSchema).readonly(),
})

/** What became of one version in another, secrets masked. */
export const documentDiffSchema = z.object({
  /** Number of the former version. */
  from: z.number().int().positive(),
  /** Number of the later one; null: what the document says now. */
  to: z.number().int().positive().nullable(),
  hunks: z.array(diffHunkSchema).readonly(),
  /** The texts differ in secrets that have the same mask. */
  secretsDiffer: z.boolean(),
  /** The texts differ in so many lines that they were not compared. */
  tooDifferent: z.boolean(),
})
export type DocumentDiff = z.infer<typeof documentDiffSchema>

export const revisionParamSchema = z.object({
  id: z.string().min(1),
  revision: z.coerce.number().int().positive(),
})

export const diffQuerySchema = z.object({
  /** Number of the version to compare with; the present text when absent. */
  to: z.coerce.number().int().positive().optional(),
})

export const rollbackSchema = z.object({ revision: z.number().int().positive() })
