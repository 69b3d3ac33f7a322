import { describeMix } from './mix/describe.ts'

describeMix(1, 2_000, true)
