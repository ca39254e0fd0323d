/** The pages in the order of the navigation. */
import {
  IconActivityHeartbeat,
  IconAdjustments,
  IconArrowsSplit2,
  IconChartBar,
  IconChartDonut,
  IconCoin,
  IconFilter,
  IconGauge,
  IconKey,
  IconRoute,
  IconServer2,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'

interface IconProps {
  readonly size?: number | string
  readonly stroke?: number | string
}

export const PAGES = [
  { id: 'overview', to: '/', group: 'watch', icon: IconGauge },
  { id: 'requests', to: '/requests', group: 'watch', icon: IconActivityHeartbeat },
  { id: 'usage', to: '/usage', group: 'watch', icon: IconChartBar },
  { id: 'budgets', to: '/budgets', group: 'watch', icon: IconChartDonut },
  { id: 'upstreams', to: '/upstreams', group: 'direct', icon: IconServer2 },
  { id: 'routing', to: '/routing', group: 'direct', icon: IconRoute },
  { id: 'balancing', to: '/balancing', group: 'direct', icon: IconArrowsSplit2 },
  { id: 'prices', to: '/prices', group: 'direct', icon: IconCoin },
  { id: 'filters', to: '/filters', group: 'direct', icon: IconFilter },
  { id: 'access', to: '/access', group: 'manage', icon: IconKey },
  { id: 'settings', to: '/settings', group: 'manage', icon: IconAdjustments },
] as const satisfies readonly {
  readonly id: string
  readonly to: string
  readonly group: string
  readonly icon: ComponentType<IconProps>
}[]

export const PAGE_GROUPS = ['watch', 'direct', 'manage'] as const

/** Those with a place in the bar at the bottom of a phone. */
export const PHONE_PAGES = ['overview', 'requests', 'upstreams', 'usage'] as const
