import type { Nanos } from '../observe/nanos.ts'
import type { Compared } from './compare-groups.ts'
import { comparisonText, NODE_WORDS, REGISTRY_WORDS } from './comparison-words.ts'
import { durationText } from './duration-text.ts'
import { STATES, type Report, type Trouble } from './report.ts'
import { SET_ASIDE, type WhySetAside } from './set-aside.ts'
import { LEFT_OUT, type WhyLeftOut } from './startup-counts.ts'
import { isRough } from './stage-table.ts'

/** `bad`: somebody should look. */
export interface Sentence {
  readonly is: 'answer' | 'bad' | 'limit'
  readonly text: string
}

/** The report in words: what took the time, which node pulls slowly, and what could not be judged. */
export const sentencesOf = (report: Report): readonly Sentence[] =>
  report.startups.total === 0
    ? [answer(`No pods${sinceText(report)}.`)]
    : [startups(report), ...path(report), ...troubles(report), ...slowOnes(report), ...waits(report), ...limits(report)]

const answer = (text: string): Sentence => ({ is: 'answer', text })
const bad = (text: string): Sentence => ({ is: 'bad', text })
const limit = (text: string): Sentence => ({ is: 'limit', text })

const sinceText = ({ since }: Report): string =>
  since === undefined ? '' : ` created in the last ${durationText(since)}`

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

function startups(report: Report): Sentence {
  const { total, states } = report.startups
  const parts = STATES.filter((state) => states[state] > 0).map((state) => `${states[state]} ${state}`)
  return answer(`${count(total, 'pod')}${sinceText(report)}: ${parts.join(', ')}.`)
}

function path({ path: parts }: Report): readonly Sentence[] {
  const [most, ...rest] = parts.filter(({ share }) => share >= 0.05).slice(0, 3)
  if (most === undefined) return []
  const told = rest.map(({ stage, share }) => `${stage} ${percent(share)}`)
  const then = told.length === 0 ? '' : `, then ${told.join(' and ')}`
  return [answer(`Of the time to ready most went into ${most.stage}: ${percent(most.share)}${then}.`)]
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

const NAMED = 3

function troubles({ troubles: all }: Report): readonly Sentence[] {
  if (all.length === 0) return []
  const name = ({ pod, state, reason }: Trouble): string => `${pod} (${reason ?? state})`
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : ''
  const names = all.slice(0, NAMED).map(name).join(', ')
  return [bad(`Did not start well: ${names}${more}. podstart trace POD tells why.`)]
}

function slowOnes({ pulls }: Report): readonly Sentence[] {
  const nodes = slow(pulls.nodes, NODE_WORDS)
  const others = pulls.by === 'registry' ? slow(pulls.rows, REGISTRY_WORDS) : []
  return [...(nodes.length === 0 ? noSlowNode(pulls.nodes) : nodes), ...others]
}

const slow = (rows: Report['pulls']['rows'], words: typeof NODE_WORDS): readonly Sentence[] =>
  rows.flatMap(({ group, compared }) =>
    compared?.verdict === 'slow' ? [bad(`${group} pulls ${comparisonText(compared, words)}.`)] : [],
  )

function noSlowNode(nodes: Report['pulls']['rows']): readonly Sentence[] {
  if (nodes.length === 0) return []
  if (nodes.length === 1) return [limit('All pulls are of one node: there is none to compare it with.')]
  const cold = nodes.flatMap(({ group, compared }) =>
    compared?.verdict === 'cold' ? [limit(`${group} pulls ${comparisonText(compared, NODE_WORDS)}.`)] : [],
  )
  if (cold.length > 0) return cold
  const judged = nodes.filter(({ compared }) => compared !== undefined && compared.verdict !== 'too few')
  if (judged.length === 0)
    return [limit('Too few pulls of the same images on several nodes to say which pulls slowly.')]
  const doubtful = judged.filter(({ compared }) => compared?.verdict === 'perhaps').map(({ group }) => group)
  const perhaps = doubtful.length === 0 ? '' : ` ${doubtful.join(', ')}: perhaps; more pulls would tell.`
  const left = nodes.length - judged.length
  const unjudged = left === 0 ? '' : ` ${count(left, 'node')} had too few pulls of the same images to be compared.`
  return [answer(`No node is sure to pull slower than the others.${perhaps}${unjudged}`)]
}

/** A queue that takes longer than the pulls themselves, and so long that somebody minds. */
const LONG_WAIT = 1_000_000_000n

function waits({ pulls }: Report): readonly Sentence[] {
  return pulls.nodes.flatMap(({ group, transfer, wait, compared }) => {
    if (transfer === undefined || wait === undefined || wait.p50 < LONG_WAIT || wait.p50 <= transfer.p50) return []
    const [waited, took] = [durationText(wait.p50), durationText(transfer.p50)]
    return [answer(`${group}: pulls waited ${waited} for their turn and took ${took} (p50)${whyWaited(compared)}.`)]
  })
}

/** Only a node that was compared is known to be no slower. */
function whyWaited(compared: Compared | undefined): string {
  if (compared?.verdict === 'slow') return ': behind slow ones'
  return compared?.verdict === 'same' ? ': many at once, not a slow way' : ''
}

function limits(report: Report): readonly Sentence[] {
  const { startups: all, pulls, stages } = report
  const aside = listed(pulls.setAside, SET_ASIDE)
  const out = listed(all.leftOut, LEFT_OUT)
  const rough = stages.filter(isRough).length
  return [
    ...(all.withoutEvents === 0 ? [] : [limit(withoutEvents(all.withoutEvents, report.eventsUnread.length > 0))]),
    ...(rough === 0 ? [] : [limit('~: half of the row or more is known less exactly than it is long.')]),
    ...(out === '' ? [] : [limit(`In no percentile: ${out}.`)]),
    ...(aside === '' ? [] : [limit(`Pulls not compared: ${aside}.`)]),
  ]
}

const withoutEvents = (n: number, isUnread: boolean): string =>
  `${count(n, 'startup has', 'startups have')} no Events (${isUnread ? 'not all could be read' : 'they are kept for 1 h'}): their times are those of the status, to the second, and their pulls are not known.`

function listed<K extends WhySetAside | WhyLeftOut>(
  counts: Readonly<Record<K, number>>,
  words: Readonly<Record<K, string>>,
) {
  const found = (Object.keys(counts) as K[]).filter((why) => counts[why] > 0)
  return found.map((why) => `${counts[why]} (${words[why]})`).join(', ')
}

/** Of a length of time that is not known. */
export const NONE = '-'
export const lengthText = (length: Nanos | undefined): string => (length === undefined ? NONE : durationText(length))
