/** Turns live events into "ask again": what an event has made stale is fetched anew, at most once a second. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { LiveEvent } from '../../../src/contract/event.ts'
import { keys } from '../api/queries.ts'
import { useLiveEvent } from '../connection/app-context.ts'

type Key = keyof typeof keys

const WAIT_MS = 1000

/** Which answers an event makes stale. */
export const staleAfter = (event: LiveEvent): readonly Key[] => {
  switch (event.type) {
    case 'request_completed':
      return ['status', 'usage', 'upstreams', 'budgets']
    case 'lb_switch':
    case 'lb_reset':
    case 'lb_exhausted':
    case 'health_changed':
      return ['health', 'switches', 'upstreams', 'status']
    case 'config_changed':
    case 'config_rejected':
      return ['documents', 'settings', 'upstreams', 'access', 'status', 'health', 'prices', 'budgets']
    case 'log_changed':
      return ['exchanges', 'usage', 'status', 'budgets']
    case 'notice':
      return ['status', 'budgets', 'balances']
    case 'request_started':
    case 'request_streaming':
    case 'response_chunk':
      return []
  }
}

export const useKeepFresh = (): void => {
  const queries = useQueryClient()
  const pending = useRef(new Set<Key>())
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLiveEvent((event) => {
    for (const key of staleAfter(event)) pending.current.add(key)
    if (pending.current.size === 0) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      for (const key of pending.current) void queries.invalidateQueries({ queryKey: keys[key] })
      pending.current.clear()
    }, WAIT_MS)
  })
}
