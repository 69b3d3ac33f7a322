import type { Scenario } from './scenario.ts'
import { container, deployment, IMAGE, podSpec } from './pods.ts'

const POD_COUNT = 40

/** More at once than the nodes can do: queues everywhere, Events late or lost. */
export const BURST: Scenario = {
  name: 'burst',
  told: [{ pod: 'many', outcome: 'ready', service: 'pods/many', count: POD_COUNT }],
  async play({ apply, until }) {
    await apply(deployment('many', POD_COUNT, podSpec([container('app', IMAGE.app5)])))
    await until('deployment/many', `jsonpath={.status.readyReplicas}=${POD_COUNT}`)
  },
}
