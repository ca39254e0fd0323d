/**
 * Editing one document: a draft beside what is in force, saved against the version it was made from. When someone else was faster, the
 * caller gets both sides and chooses.
 */
import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from '../browser/notify.ts'
import type { ApiProblem } from '../connection/problem.ts'
import { toProblem } from '../connection/problem.ts'
import { fieldText } from '../text/problem-text.ts'
import { holdsNoNumber } from './typed-number.ts'

export interface Versioned<T> {
  readonly version: string
  readonly settings: T
}

export interface SettingsSource<T> {
  readonly queryKey: QueryKey
  readonly read: () => Promise<Versioned<T>>
  readonly write: (settings: T, version: string) => Promise<Versioned<T>>
  readonly onSaved?: () => void
}

export interface Conflict {
  readonly theirs: string
  readonly mine: string
  readonly keepTheirs: () => void
  readonly keepMine: () => void
}

export interface SettingsEditor<T> {
  /** What is in force, as far as known. */
  readonly stored: T | undefined
  readonly draft: T | undefined
  readonly dirty: boolean
  /** Something that was typed is no number, and says so at its field. */
  readonly invalid: boolean
  readonly saving: boolean
  /** Why it could not be read. */
  readonly readError: unknown
  /** Why it could not be saved; its `field` says where. */
  readonly problem: ApiProblem | undefined
  readonly conflict: Conflict | undefined
  readonly change: (draft: T) => void
  readonly discard: () => void
  readonly save: () => void
  /** Saves a value at once, without a draft. */
  readonly saveNow: (settings: T) => void
}

interface Draft<T> {
  readonly settings: T
  /** The version the draft was made from. */
  readonly version: string
}

export const useSettings = <T>(source: SettingsSource<T>): SettingsEditor<T> => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const loaded = useQuery({ queryKey: source.queryKey, queryFn: source.read })
  const [draft, setDraft] = useState<Draft<T> | undefined>(undefined)
  const save = useMutation({
    mutationFn: ({ settings, version }: Draft<T>) => source.write(settings, version),
    onSuccess: (saved) => {
      queries.setQueryData(source.queryKey, saved)
      setDraft(undefined)
      void notify({ tone: 'good', title: t('state.saved') })
      source.onSaved?.()
    },
  })
  const problem = save.isError ? toProblem(save.error) : undefined
  const clash = problem?.code === 'config-conflict' ? problem.current : undefined
  const discard = () => {
    setDraft(undefined)
    save.reset()
    void queries.invalidateQueries({ queryKey: source.queryKey })
  }
  const version = draft?.version ?? loaded.data?.version
  const saveNow = (settings: T) => {
    if (version === undefined) return
    setDraft({ settings, version })
    save.mutate({ settings, version })
  }
  return {
    stored: loaded.data?.settings,
    draft: draft === undefined ? loaded.data?.settings : draft.settings,
    dirty: draft !== undefined,
    invalid: draft !== undefined && holdsNoNumber(draft.settings),
    saving: save.isPending,
    readError: loaded.data === undefined ? loaded.error : null,
    problem: clash === undefined ? problem : undefined,
    conflict:
      clash === undefined || draft === undefined
        ? undefined
        : {
            theirs: clash.text,
            mine: JSON.stringify(draft.settings, null, 2),
            keepTheirs: discard,
            keepMine: () => save.mutate({ settings: draft.settings, version: clash.version }),
          },
    change: (settings) => {
      if (version === undefined) return
      if (save.isError) save.reset()
      setDraft({ settings, version })
    },
    discard,
    save: () => {
      if (draft !== undefined) save.mutate(draft)
    },
    saveNow,
  }
}

/** The problem's sentence if it is about this field (dotted path) or something inside it. */
export const faultAt = (problem: ApiProblem | undefined, field: string): string | undefined => {
  if (problem === undefined || problem.field === '') return undefined
  return problem.field === field || problem.field.startsWith(`${field}.`) ? fieldText(problem) : undefined
}
