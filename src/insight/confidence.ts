/** What has to hold before something is said of a group. The only place for these numbers; docs/report.md has them too. */
export const RULES = {
  /** Fewer of a side are not compared. */
  leastHere: 6,
  leastElsewhere: 6,
  /** A ratio below it is of no matter to anybody. */
  ratio: 1.5,
  /** The lower bound of the ratio: it is slower for certain, and not by a trifle. */
  lowerBound: 1.2,
  /** So much smaller a share of images that were there before makes a node's cache a cold one. */
  colder: 0.2,
  /** Chances that there is no difference at all, corrected for how many are compared (Holm). */
  verySure: 0.001,
  sure: 0.02,
  perhaps: 0.05,
} as const

export const VERDICTS = ['slow', 'cold', 'perhaps', 'same', 'open', 'too few'] as const

/**
 * `slow`: named. `cold`: it takes longer, but may have had more to move. `perhaps`: it looks so, but may be chance. `same`: a difference that matters can be ruled out. `open`:
 * none is seen, but there may be one. `too few`: not compared.
 */
export type Verdict = (typeof VERDICTS)[number]

/** How sure it is that a slow one is. */
export const sureness = (chance: number): 'very sure' | 'sure' => (chance <= RULES.verySure ? 'very sure' : 'sure')
