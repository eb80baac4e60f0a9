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

/** The review as a part of the page: what it knows, what lies over the slide, what the pointer does, and its commands. */
export function useReviewPage(): void {
  const stages = useStage()
  // The stores greet the host when it answers, so they must be there before it does.
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
