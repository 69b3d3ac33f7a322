import { expect } from 'chai'
import { describe, it } from 'mocha'
import { brokenRequirement } from '../../../../src/cli/settings/label-selector.ts'

const LONG = 'x'.repeat(63)

/** The answers are those of Kubernetes' `labels.Parse`. */
const CASES: readonly [selector: string, broken: string | undefined][] = [
  ['', undefined],
  ['  ', undefined],
  ['app', undefined],
  ['!app', undefined],
  ['! app', undefined],
  ['app=web', undefined],
  ['app==web', undefined],
  ['app!=web', undefined],
  ['app = web', undefined],
  ['app=', undefined],
  ['app=web,tier!=test', undefined],
  [' app = web , !tier ', undefined],
  ['app in (a, b),tier notin (c)', undefined],
  ['app in(a)', undefined],
  ['app in (a,,b)', undefined],
  ['app in ()', undefined],
  ['in in (in)', undefined],
  ['cores>4,cores<16', undefined],
  ['example.com/app=web', undefined],
  ['example.com/App_1.x-Y=V_1.x-Y', undefined],
  [`${LONG}=${LONG}`, undefined],
  ['app=web=1', 'app=web=1'],
  ['app===web', 'app===web'],
  ['app=web,', ''],
  ['app=web,,tier=a', ''],
  ['=web', '=web'],
  ['!!app', '!!app'],
  ['!app=web', '!app=web'],
  ['app web', 'app web'],
  ['app in a', 'app in a'],
  ['app in (a', 'app in (a'],
  ['app in a)', 'app in a)'],
  ['app in ((a))', 'app in ((a))'],
  ['app IN (a)', 'app IN (a)'],
  ['app in (a b)', 'app in (a b)'],
  ['appin (a)', 'appin (a)'],
  ['app=web,tier=-a', 'tier=-a'],
  ['app=w/b', 'app=w/b'],
  ['app=a*', 'app=a*'],
  ['app>four', 'app>four'],
  ['app>', 'app>'],
  ['-app=web', '-app=web'],
  ['Example.com/app=web', 'Example.com/app=web'],
  ['/app=web', '/app=web'],
  ['a/b/c=web', 'a/b/c=web'],
  ['example.com/=web', 'example.com/=web'],
  [`${LONG}x=web`, `${LONG}x=web`],
  [`app=${LONG}x`, `app=${LONG}x`],
]

describe('a label selector', () => {
  for (const [selector, broken] of CASES) {
    it(`"${selector}" is ${broken === undefined ? 'one' : 'none'}`, () => {
      expect(brokenRequirement(selector)).to.equal(broken)
    })
  }
})
