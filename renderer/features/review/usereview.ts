import { useCommands } from '../../commands/registry.ts'
import { useStage } from '../../stage/stage.ts'
import { useReviewLayers } from '../../workspace/reviewlayers.ts'
import { useClasses } from '../regions/classes.ts'
import { regionCommands } from '../regions/regioncommands.ts'
import { useRegions } from '../regions/regions.ts'
import { useTools } from '../regions/usetools.ts'
import { useComments } from './comments.ts'
import { useReview } from './review.ts'
import { reviewCommands } from './reviewcommands.ts'
import { useReviewers } from './reviewers.ts'
import { useFollow } from './usefollow.ts'

/** Sets up the review: stores, layers over the slide, pointer tools and commands. */
export function useReviewPage(): void {
  const stages = useStage()
  // The stores must exist before the host answers, because they load their data when it does.
  useReviewers()
  useClasses()
  useReview()
  useRegions()
  useComments()
  useReviewLayers(() => stages.main)
  useTools()
  useFollow()
  useCommands().add([...reviewCommands(), ...regionCommands()])
}
