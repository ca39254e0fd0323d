/** One request in four views. While it runs they show what is known; what is read then stays when it ends. */
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import type { LiveRequest } from '../../../../../src/contract/event.ts'
import { Conversation } from '../conversation/conversation.tsx'
import { DetailTabs } from './detail-tabs.tsx'
import { LiveFacts } from './live-facts.tsx'
import { LiveRequestTab, LiveResponseTab } from './live-tabs.tsx'
import { RequestTab } from './request-tab.tsx'
import { ResponseTab } from './response-tab.tsx'
import { SummaryTab } from './summary-tab.tsx'

export interface RequestDetailProps {
  /** As the log has it; undefined while it runs, and for a moment afterwards. */
  readonly detail: ExchangeDetail | undefined
  /** As it was heard live; undefined for an older one. */
  readonly live: LiveRequest | undefined
  readonly running: boolean
  /** Whether the log is being asked for it. */
  readonly awaited: boolean
  readonly serviceLabel: (id: string) => string
}

export const RequestDetail = ({ detail, live, running, awaited, serviceLabel }: RequestDetailProps) => {
  if (detail !== undefined) {
    return (
      <DetailTabs
        first="summary"
        panels={{
          summary: <SummaryTab detail={detail} serviceLabel={serviceLabel} />,
          conversation: <Conversation id={detail.id} detail={detail} running={running} awaited={false} />,
          request: <RequestTab detail={detail} />,
          response: <ResponseTab detail={detail} />,
        }}
      />
    )
  }
  if (live === undefined) return null
  return (
    <DetailTabs
      first={running ? 'conversation' : 'summary'}
      panels={{
        summary: <LiveFacts request={live} running={running} serviceLabel={serviceLabel} />,
        conversation: <Conversation id={live.request_id} detail={undefined} running={running} awaited={awaited} />,
        request: <LiveRequestTab request={live} />,
        response: <LiveResponseTab request={live} />,
      }}
    />
  )
}
