import { mean } from 'simple-statistics'
import type { Unit } from './stratified.ts'

/**
 * How many values of a burst count as one: a registry or a network that has a bad minute slows all pulls of that minute,
 * and they are no evidence each. 1 where the values of a burst have no more in common than others.
 *
 * It is the design effect 1 + (m - 1) ρ, with ρ the correlation within bursts of what the stratum and the group leave
 * unexplained. Source: Kish, Survey Sampling, 5.4.
 */
export function repetitionIn(units: readonly Unit[]): number {
  const rest = centred(
    centred(units, ({ stratum }) => stratum),
    ({ group }) => group,
  )
  const bursts = [...Map.groupBy(rest, ({ group, burst }) => `${group} ${burst}`).values()]
  const pairs = sum(bursts.map(({ length }) => length * (length - 1)))
  const all = rest.length
  const variance = sum(rest.map(({ value }) => value ** 2)) / all
  const [strata, groups] = [distinct(units, 'stratum'), distinct(units, 'group')]
  if (pairs === 0 || variance === 0 || all === strata) return 1
  // The products of all pairs within a burst: the square of the sum, less the squares.
  const products = bursts.map((burst) => sum(valuesOf(burst)) ** 2 - sum(valuesOf(burst).map((value) => value ** 2)))
  // Taking away the means of strata and groups takes some of what bursts have in common: so much on the average.
  const correlation = (sum(products) / pairs / variance) * (all / (all - strata)) + groups / all
  return 1 + (pairs / all) * Math.min(1, Math.max(0, correlation))
}

const distinct = (units: readonly Unit[], key: 'stratum' | 'group'): number =>
  new Set(units.map((unit) => unit[key])).size

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const valuesOf = (units: readonly Unit[]): readonly number[] => units.map(({ value }) => value)

function centred(units: readonly Unit[], keyOf: (unit: Unit) => string): readonly Unit[] {
  return [...Map.groupBy(units, keyOf).values()].flatMap((all) => {
    const middle = mean([...valuesOf(all)])
    return all.map((unit) => ({ ...unit, value: unit.value - middle }))
  })
}
