/** Texts of the guide and the tour. */
export const guideTexts = {
  guide: {
    title: 'Guide',
    text: 'Everything Ductal does, step by step. The guide works offline.',
    search: 'Search guide',
    contents: 'Contents',
    page: 'Guide page',
    beginning: 'Introduction',
    turn: 'Previous and next section',
    loading: 'Loading …',
    found: (count: number) =>
      count === 0 ? 'No sections match.' : count === 1 ? '1 section' : `${count} sections`,
    help: 'Help'
  },

  tour: {
    progress: (step: number, steps: number) => `Tour, step ${step} of ${steps}`,
    skip: 'End tour',
    back: 'Back',
    next: 'Next',
    done: 'Done',
    keys: 'Keyboard shortcuts',
    hint: 'Enter or arrow keys: next. Esc: end. F2: show the tour again.',
    later: 'This appears once an analysis is done. You can start one now and keep reading.',
    steps: {
      slide: {
        title: 'Try the demo slide',
        text: 'Ductal drew this demo slide; it is not patient tissue. Drag to move, and turn the wheel to zoom. Open your own slides here.'
      },
      analyse: {
        title: 'Run an analysis',
        text: 'One click starts the analysis. The heatmap fills in while it runs. You can keep viewing, stop, and resume at any time.'
      },
      threshold: {
        title: 'Set the threshold',
        text: 'Patches at or above this probability are marked. Move the threshold: colours, counts and areas update at once, without a new analysis.'
      },
      decide: {
        title: 'Review with single keys',
        text: 'The review shows one item after the other. Each decision takes one key and is saved at once. The model’s result stays unchanged next to your label.'
      },
      regions: {
        title: 'Draw regions',
        text: 'Choose a tool and draw on the slide, or turn marked patches into a region. Area, diameter and probabilities update as you draw.'
      },
      sign: {
        title: 'Sign the review',
        text: 'Your signature locks labels and regions. You can reopen the review with a reason; signature and reason stay on record.'
      },
      report: {
        title: 'Save the report',
        text: 'Save the region report as PDF, HTML or data. The guide (F1) explains every step with images. The tour is in the menu.'
      }
    }
  }
} as const
