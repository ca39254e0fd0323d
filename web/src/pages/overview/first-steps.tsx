/** The way from nothing to the first answer. Steps tick themselves off; when all are done, the list leaves for good. */
import { Button } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus, Status } from '../../../../src/contract/api/status.ts'
import { ClientChangeButton } from '../../clients/client-change-button.tsx'
import { clientsQuery } from '../../clients/clients-api.ts'
import { Panel } from '../../components/panel.tsx'
import { Snippet } from '../../components/snippet.tsx'
import { useClient, useLive } from '../../connection/app-context.ts'
import { ServiceTabs } from '../../upstreams/service-tabs.tsx'
import classes from './first-steps.module.css'

interface Progress {
  readonly upstream: boolean
  readonly client: boolean
  readonly request: boolean
}

const useProgress = (status: Status): Progress => {
  const { state } = useLive()
  const answered =
    (status.today !== null && status.today.requests > status.today.failures) ||
    state.recent.some((request) => request.status === 'COMPLETED' && (request.status_code ?? 500) < 400)
  const seen = status.journal.records > 0 || state.open.size > 0 || state.recent.length > 0
  return { upstream: status.services.some((service) => service.upstreams.enabled > 0), client: seen, request: answered }
}

export const FirstSteps = ({ status }: { readonly status: Status }) => {
  const { t } = useTranslation('overview')
  const [hidden, setHidden] = useLocalStorage({ key: 'clp-first-steps-hidden', defaultValue: false })
  const progress = useProgress(status)
  const done = progress.upstream && progress.client && progress.request
  if (hidden || done) return null
  return (
    <Panel
      title={t('steps.title')}
      text={t('steps.text')}
      actions={
        <Button size="xs" variant="subtle" color="gray" onClick={() => setHidden(true)}>
          {t('steps.hide')}
        </Button>
      }
    >
      <ol className={classes['steps']}>
        <Step number={1} done={progress.upstream} title={t('steps.upstream')} text={t('steps.upstreamText')}>
          {!progress.upstream && (
            <Button component={Link} to="/upstreams" size="xs" w="fit-content">
              {t('steps.upstream')}
            </Button>
          )}
        </Step>
        <Step number={2} done={progress.client} title={t('steps.client')} text={t('steps.clientText')}>
          <Setup services={status.services} />
        </Step>
        <Step number={3} done={progress.request} title={t('steps.request')} text={t('steps.requestText')} />
      </ol>
    </Panel>
  )
}

interface StepProps {
  readonly number: number
  readonly done: boolean
  readonly title: string
  readonly text: string
  readonly children?: ReactNode
}

const Step = ({ number, done, title, text, children }: StepProps) => {
  const { t } = useTranslation('overview')
  return (
    <li className={classes['step']} data-done={done}>
      <span className={classes['mark']} aria-hidden="true">
        {done ? <IconCheck size={16} stroke={2.4} /> : number}
      </span>
      <div className={classes['words']}>
        <div className={classes['title']}>
          {title} <span className="visually-hidden">({done ? t('steps.done') : t('steps.open')})</span>
        </div>
        <p className={classes['text']}>{text}</p>
        {children}
      </div>
    </li>
  )
}

const Setup = ({ services }: { readonly services: readonly ServiceStatus[] }) => {
  const { t } = useTranslation('overview')
  const [chosen, setChosen] = useState<string | undefined>(undefined)
  const service = services.find((candidate) => candidate.id === chosen) ?? services[0]
  if (service === undefined) return null
  return (
    <div className={classes['setup']}>
      <ServiceTabs
        services={services.map(({ id, client }) => ({ id, label: client }))}
        value={service.id}
        label={t('steps.client')}
        onChange={setChosen}
      />
      {service.accessRequired && <p className={classes['text']}>{t('steps.clientToken')}</p>}
      <PointHere service={service.id} />
      {service.setup.commands.length > 0 && (
        <Snippet text={service.setup.commands.join('\n')} caption={t('steps.commands')} />
      )}
      {service.setup.files.map(({ file, text }) => (
        <Snippet key={file} text={text} caption={t('steps.file', { file })} />
      ))}
    </div>
  )
}

/** Does it for the person, where CLP runs on the client's own machine and can. */
const PointHere = ({ service }: { readonly service: string }) => {
  const clients = useQuery(clientsQuery(useClient()))
  const client = clients.data?.items.find((one) => one.id === service)
  if (client === undefined || client.state === 'attached' || client.state === 'byHand') return null
  return <ClientChangeButton client={client} act="attach" variant="filled" />
}
