/** Says on every page, phones too, that CLP is gone: what stands there is old, and nothing is lost by waiting. */
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../browser/use-now.ts'
import { Message } from '../components/message.tsx'
import { useApp, useLive } from '../connection/app-context.ts'
import classes from './shell.module.css'

/** A connection that is back sooner is nobody's business, in ms. */
const PATIENCE_MS = 2500

export const ConnectionBanner = () => {
  const { t } = useTranslation()
  const { live } = useApp()
  const lostAt = useLostAt()
  const now = useNow(lostAt === undefined ? 0 : 1000)
  if (lostAt === undefined || now - lostAt < PATIENCE_MS) return null
  return (
    <div className={classes['banner']}>
      <Message
        tone="bad"
        urgent
        title={t('gone.title')}
        actions={
          <Button size="compact-sm" variant="default" onClick={() => live.retryNow()}>
            {t('live.retry')}
          </Button>
        }
      >
        {t('gone.text')}
      </Message>
    </div>
  )
}

/** Since when there is no live connection, after there was one; once it is back, everything is asked for anew. */
const useLostAt = (): number | undefined => {
  const queries = useQueryClient()
  const { kind } = useLive().link
  const [lostAt, setLostAt] = useState<number | undefined>(undefined)
  const wasLost = useRef(false)
  useEffect(() => {
    if (kind === 'waiting' && !wasLost.current) {
      wasLost.current = true
      setLostAt(Date.now())
    }
    if (kind === 'live' && wasLost.current) {
      wasLost.current = false
      setLostAt(undefined)
      void queries.invalidateQueries()
    }
  }, [kind, queries])
  return lostAt
}
