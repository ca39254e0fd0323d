/** What one can do with one request: step to its neighbours, take it along, remove it. */
import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconDownload, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { useStale } from '../../../api/mutations.ts'
import { statusQuery } from '../../../api/queries.ts'
import { notifyProblem } from '../../../browser/notify.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Tag } from '../../../components/tag.tsx'
import { useDownload } from '../../../components/use-download.ts'
import { useClient } from '../../../connection/app-context.ts'
import { read } from '../../../connection/client.ts'
import { ConfirmButton } from '../../../dialogs/confirm-button.tsx'
import { type BodyKind, bodyQuery, rawBodyUrl } from '../data/queries.ts'
import type { Row } from '../data/rows.ts'
import { toCurl } from './curl.ts'

export interface DetailActionsProps {
  readonly id: string
  readonly running: boolean
  readonly detail: ExchangeDetail | undefined
  readonly rows: readonly Row[]
  readonly onClosed: () => void
}

const KINDS: readonly BodyKind[] = ['request', 'sent', 'response']

export const DetailActions = ({ id, running, detail, rows, onClosed }: DetailActionsProps) => {
  const { t } = useTranslation(['requests', 'common'])
  const client = useClient()
  const stale = useStale()
  const remove = useMutation({
    mutationFn: () => read(client.api.exchanges.$delete({ json: { ids: [id] } })),
    onSuccess: onClosed,
    onError: notifyProblem,
    onSettled: () => stale('exchanges', 'status'),
  })
  const curl = useCurl(detail)
  const link = useDownload()
  return (
    <Group gap="xs">
      <Neighbours id={id} rows={rows} />
      {running && (
        <Tag tone="note" pulse>
          {t('detail.live')}
        </Tag>
      )}
      {detail !== undefined && (
        <>
          <CopyButton text={curl} label={t('detail.curl')} />
          <Menu position="bottom-start" shadow="md">
            <Menu.Target>
              <Button size="xs" variant="default" leftSection={<IconDownload size={15} stroke={1.8} />}>
                {t('detail.download')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {KINDS.filter((kind) => detail.bodies[kind] !== null).map((kind) => (
                <Menu.Item key={kind} component="a" {...link(rawBodyUrl(client, id, kind))}>
                  {t(`detail.downloadKind.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <ConfirmButton
            label={t('detail.delete')}
            question={t('detail.deleteQuestion')}
            text={t('detail.deleteText')}
            icon={<IconTrash size={15} stroke={1.8} />}
            loading={remove.isPending}
            onConfirm={() => remove.mutate()}
          />
        </>
      )}
    </Group>
  )
}

const Neighbours = ({ id, rows }: { readonly id: string; readonly rows: readonly Row[] }) => {
  const { t } = useTranslation('requests')
  const at = rows.findIndex((row) => row.id === id)
  const step = (to: Row | undefined, label: string, Icon: typeof IconChevronUp) =>
    to === undefined ? (
      <ActionIcon variant="default" disabled aria-label={label}>
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    ) : (
      <ActionIcon
        variant="default"
        aria-label={label}
        title={label}
        renderRoot={(props) => (
          <Link to="/requests/$id" params={{ id: to.id }} search={(search) => search} resetScroll={false} {...props} />
        )}
      >
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    )
  return (
    <ActionIcon.Group>
      {step(at > 0 ? rows[at - 1] : undefined, t('detail.previous'), IconChevronUp)}
      {step(at >= 0 ? rows[at + 1] : undefined, t('detail.next'), IconChevronDown)}
    </ActionIcon.Group>
  )
}

/** The command line is put together when it is asked for: it needs the body. */
const useCurl = (detail: ExchangeDetail | undefined) => {
  const client = useClient()
  const queries = useQueryClient()
  const services = useQuery(statusQuery(client)).data?.services
  return async (): Promise<string> => {
    if (detail === undefined) return ''
    const address = services?.find((service) => service.id === detail.service)?.address ?? ''
    const query = detail.query === '' ? '' : `?${detail.query}`
    const { request } = detail.bodies
    const whole = request !== null && !request.truncated
    const body = whole
      ? await queries.fetchQuery(bodyQuery(client, detail.id, 'request')).catch(() => undefined)
      : request === null
        ? ''
        : undefined
    return toCurl({
      method: detail.method,
      url: `${address}${detail.path}${query}`,
      headers: detail.requestHeaders,
      body,
    })
  }
}
