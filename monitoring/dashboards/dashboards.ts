import { imagePulls } from './image-pulls.ts'
import { itself } from './itself.ts'
import type { DashboardSpec } from './panel.ts'
import { startupOverview } from './startup-overview.ts'

export const DASHBOARDS: readonly DashboardSpec[] = [startupOverview, imagePulls, itself]
