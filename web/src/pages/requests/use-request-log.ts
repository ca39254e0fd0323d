/**
 * The list behind the requests page: running requests on top, then the log page by page. What happens while one reads further down
 * waits until one comes back to the top, so that nothing moves under the eyes.
 */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ExchangePage } from '../../../../src/contract/api/exchanges.ts'
import { keys } from '../../api/queries.ts'
import { useClient, useLive, useLiveEvent } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { type RequestFilter, toQuery } from './data/filter.ts'
import { liveRow, matches, mergeRows, type Row, storedRow } from './data/rows.ts'

/** The first page is there at once; the ones fetched while scrolling are larger. */
const FIRST_SIZE = '100'
const PAGE_SIZE = '500'
const HEAD_SIZE = '100'
const HEAD_WAIT_MS = 600
/** Rows remembered from the top of the list, to find the place again when others came above them. */
const MARKS = 300

export interface RequestLog {
  readonly rows: readonly Row[]
  /** Requests that wait to be shown. */
  readonly waiting: number
  readonly loading: boolean
  readonly loadingMore: boolean
  readonly complete: boolean
  readonly error: unknown
  readonly loadMore: () => void
  readonly retry: () => void
}

interface Pages {
  readonly pages: readonly ExchangePage[]
  readonly pageParams: readonly (string | undefined)[]
}

/**
 * Puts the newest page in front of what is there. When the two do not touch, the list starts over; not under the eyes of somebody
 * who reads further down.
 */
export const withHead = (data: Pages, head: ExchangePage, reading: boolean): Pages => {
  const first = data.pages[0]
  const known = new Set(data.pages.flatMap((page) => page.items.map((item) => item.id)))
  const fresh = head.items.filter((item) => !known.has(item.id))
  if (first === undefined || (fresh.length === head.items.length && head.next !== null)) {
    return reading ? data : { pages: [head], pageParams: [undefined] }
  }
  if (fresh.length === 0) return data
  return { ...data, pages: [{ ...first, items: [...fresh, ...first.items] }, ...data.pages.slice(1)] }
}

/** @param reading True while the reader is somewhere below the top. */
export const useRequestLog = (filter: RequestFilter, reading: boolean): RequestLog => {
  const client = useClient()
  const filterKey = JSON.stringify(filter)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the filter, and "now" is when it was chosen
  const query = useMemo(() => toQuery(filter, Date.now()), [filterKey])
  const key = useMemo(() => [...keys.exchanges, 'list', query], [query])
  const log = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === undefined ? { limit: FIRST_SIZE } : { cursor: pageParam, limit: PAGE_SIZE }
      return read(client.api.exchanges.$get({ query: { ...query, ...page } }, { init: { signal } }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ExchangePage) => page.next ?? undefined,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const { finished, forget } = useHead(key, query, reading)
  const { state } = useLive()
  const stored = useStored(log.data?.pages)
  const live = useMemo(() => {
    const open = [...state.open.values()].map(liveRow)
    const now = Date.now()
    // A request that has just ended stands among the open ones, too, until the next drawing.
    return [...finished, ...open].filter((row) => matches(row, filter, now))
  }, [state, finished, filter])
  const known = useMemo(() => new Set(stored.map((row) => row.id)), [stored])
  const rows = useMemo(() => mergeRows(live, stored, known), [live, stored, known])
  const held = useHeld(rows, reading, filterKey)
  const { fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = log
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return {
    ...held,
    loading: log.isPending,
    loadingMore: isFetchingNextPage,
    complete: log.isSuccess && !hasNextPage,
    error: log.error,
    loadMore,
    retry: () => {
      forget()
      void refetch()
    },
  }
}

/** Each page becomes rows once, however many pages follow it. */
const useStored = (pages: readonly ExchangePage[] | undefined): readonly Row[] => {
  const made = useRef(new WeakMap<ExchangePage, readonly Row[]>())
  return useMemo(() => {
    const rowsOf = (page: ExchangePage): readonly Row[] => {
      const rows = made.current.get(page) ?? page.items.map(storedRow)
      made.current.set(page, rows)
      return rows
    }
    return (pages ?? []).flatMap(rowsOf)
  }, [pages])
}

/** Requests that have ended since the log was read, until the log's first page has been read again and has them. */
const useHead = (key: readonly unknown[], query: ReturnType<typeof toQuery>, reading: boolean) => {
  const client = useClient()
  const queries = useQueryClient()
  const live = useLive().state
  const [finished, setFinished] = useState<readonly Row[]>([])
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const latest = useRef(live)
  latest.current = live
  const stays = useRef(reading)
  stays.current = reading
  useEffect(() => () => clearTimeout(timer.current), [])
  const refresh = useCallback(async () => {
    const head = await read(client.api.exchanges.$get({ query: { ...query, limit: HEAD_SIZE } })).catch(() => undefined)
    if (head === undefined) return
    queries.setQueryData<Pages>(key, (data) => (data === undefined ? data : withHead(data, head, stays.current)))
    const listed = new Set(head.items.map((item) => item.id))
    setFinished((rows) => rows.filter((row) => !listed.has(row.id)).slice(0, 50))
  }, [client, queries, key, query])
  useLiveEvent((event) => {
    if (event.type !== 'request_completed') return
    const request = latest.current.open.get(event.request_id)
    if (request !== undefined) {
      const { status, status_code, channel, duration_ms, first_byte_ms, attempts, response_bytes, model, usage } = event
      const change = {
        status,
        status_code,
        channel,
        duration_ms,
        first_byte_ms,
        attempts,
        response_bytes,
        model,
        usage,
      }
      setFinished((rows) => [liveRow({ ...request, ...change }), ...rows.filter((row) => row.id !== event.request_id)])
    }
    // One that came and went between two drawings was never seen; only the log knows it.
    if (!reading || request === undefined) timer.current ??= later(timer, refresh)
  })
  // Coming back to the top shows what has happened meanwhile.
  useEffect(() => {
    if (!reading) timer.current ??= later(timer, refresh)
  }, [reading, refresh])
  return { finished, forget: useCallback(() => setFinished([]), []) }
}

const later = (timer: { current: ReturnType<typeof setTimeout> | undefined }, act: () => Promise<void>) =>
  setTimeout(() => {
    timer.current = undefined
    void act()
  }, HEAD_WAIT_MS)

/** While one reads, rows keep their places: new ones are counted, known ones may change in place. */
const useHeld = (rows: readonly Row[], reading: boolean, filterKey: string) => {
  const seen = useRef<{ ids: ReadonlySet<string>; filterKey: string } | undefined>(undefined)
  if (!reading || seen.current?.filterKey !== filterKey) {
    seen.current = { ids: new Set(rows.slice(0, MARKS).map((row) => row.id)), filterKey }
    return { rows, waiting: 0 }
  }
  const { ids } = seen.current
  const above = Math.max(
    0,
    rows.findIndex((row) => ids.has(row.id)),
  )
  return { rows: above === 0 ? rows : rows.slice(above), waiting: above }
}
