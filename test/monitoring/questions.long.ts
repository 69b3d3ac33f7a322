import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { NODE_COMPARED, NODE_SLOWNESS } from '../../monitoring/rules/derived.ts'
import { slowerStages, slowerStartups } from '../../monitoring/dashboards/revisions.ts'
import { shown, total } from '../../monitoring/dashboards/promql.ts'
import { play, type Played } from '../../src/simcluster/play.ts'
import { testRules, type Sample, type SeriesTable } from '../support/promtool.ts'
import { historyOf } from './history.ts'
import { pullSecondsByNode } from './pull-truth.ts'
import { HAPPENINGS, LENGTH, SHOP, TRUTH, WELL } from './shop.ts'
import { stageSeconds } from './stage-truth.ts'

const AT = '28m'
const asked = (expr: string): string => expr.replaceAll('$__range', AT)

describe('what users ask, answered by Prometheus', function () {
  let played: Played
  let history: SeriesTable
  before(async () => {
    played = play({ world: SHOP, happenings: HAPPENINGS, seed: 1, length: LENGTH })
    history = await historyOf(played.lines, LENGTH)
  })

  const answers = async (expr: string, gives: readonly Sample[], more: SeriesTable = {}): Promise<void> => {
    const expected = { expr: asked(expr), eval_time: AT, exp_samples: gives }
    expect(await testRules({ ...history, ...more }, expected)).to.equal('')
  }
  /** That a query gives this number for each of its series, give or take a part of it. */
  const isAbout = (query: string, truth: string, part: number): string =>
    `abs((${query}) / ${truth} - 1) < bool ${part}`

  it('which stage costs most', async () => {
    const stages = total('stage_seconds_total', 'stage', '', shown)
    await answers(`topk(1, ${stages}) > bool 0`, [{ labels: `{stage="${TRUTH.dearest}"}`, value: 1 }])
  })
  it('how much time each stage took, as it really did', async () => {
    const truth = Object.entries(stageSeconds(played))
    const series = truth.map(([stage, all]) => [`truth_stage_seconds{stage="${stage}"}`, `${all}x30`])
    const stages = total('stage_seconds_total', 'stage', `workload=~"${WELL.join('|')}"`, shown)
    const gives = truth.map(([stage]) => ({ labels: `{stage="${stage}"}`, value: 1 }))
    expect(truth.map(([stage]) => stage)).to.deep.equal(['schedule', 'pod setup', 'pull', 'create', 'start'])
    // What a watch brings is 2 ms late at most, of 48 pods.
    const off = `abs(${stages} - on (stage) truth_stage_seconds)`
    await answers(
      `${off} < bool on (stage) 0.05 * truth_stage_seconds + 0.1`,
      gives,
      Object.fromEntries(series) as SeriesTable,
    )
  })
  it('how long each node pulled, as it really did', async () => {
    const truth = pullSecondsByNode(played)
    const series = Object.entries(truth).map(([node, all]) => [`truth_pull_seconds{node="${node}"}`, `${all}x30`])
    const pulls = total('image_pull_transfer_seconds_sum', 'node', '', shown)
    const gives = Object.keys(truth).map((node) => ({ labels: `{node="${node}"}`, value: 1 }))
    await answers(
      isAbout(pulls, 'on (node) truth_pull_seconds', 0.01),
      gives,
      Object.fromEntries(series) as SeriesTable,
    )
  })
  it('which node pulls slowly', async () => {
    const slow = `${NODE_SLOWNESS} > 2 and on (node) ${NODE_COMPARED} >= 5`
    await answers(`(${slow}) > bool 0`, [{ labels: `{node="${TRUTH.slowNode}"}`, value: 1 }])
  })
  it('how much slower it pulls', async () => {
    const gives = [{ labels: `{node="${TRUTH.slowNode}"}`, value: 1 }]
    await answers(isAbout(`${NODE_SLOWNESS}{node="${TRUTH.slowNode}"}`, String(TRUTH.slowness), 0.15), gives)
  })
  it('which workload starts slower since its last revision', async () => {
    const gives = [{ labels: `{namespace="shop", workload="${TRUTH.slowed}"}`, value: 1 }]
    await answers(`topk(1, ${slowerStartups('')}) > bool 2`, gives)
  })
  it('in which stage, and how much', async () => {
    const gives = [{ labels: `{namespace="shop", stage="probe", workload="${TRUTH.slowed}"}`, value: 1 }]
    await answers(isAbout(`topk(1, ${slowerStages('')})`, String(TRUTH.slowedBy), 0.1), gives)
  })
  it('what is stuck, and on what', async () => {
    const gives = TRUTH.stuck.map(({ stage, reason, pods }) => ({
      labels: `{namespace="shop", reason="${reason}", stage="${stage}"}`,
      value: pods,
    }))
    await answers('sum by (namespace, stage, reason) (podstart_pods_stuck) > 0', gives)
  })
  const ITSELF =
    'count by (alertname) (ALERTS{alertstate="firing", alertname!~"PodstartPodsStuck|PodstartImagePullsFailing|PodstartNodePullsSlowly"})'
  it('whether podstart is healthy, when it is', async () => {
    await answers(ITSELF, [])
  })
  it('whether podstart is healthy, when its collector is away', async () => {
    const away = { 'podstart_queue_age_seconds{job="podstart",instance="exporter"}': '0x10 0+60x30' }
    await answers(ITSELF, [{ labels: '{alertname="PodstartBacklogGrowing"}', value: 1 }], away)
  })
})
