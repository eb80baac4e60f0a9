/** Texts of the guide and the tour. */
export const helpTexts = {
  guide: {
    title: 'Guide',
    text: 'Everything that Ductal does, step by step. It lies on this machine, and needs no network.',
    search: 'Search the guide',
    contents: 'Contents',
    page: 'Page of the guide',
    beginning: 'At the beginning',
    turn: 'Neighbouring sections',
    loading: 'Reading …',
    found: (count: number) =>
      count === 0 ? 'No section holds that.' : count === 1 ? '1 section' : `${count} sections`,
    help: 'Help'
  },

  tour: {
    progress: (step: number, steps: number) => `First look, step ${step} of ${steps}`,
    skip: 'End the first look',
    back: 'Back',
    next: 'Next',
    done: 'Done',
    keys: 'Keys',
    hint: 'Enter and arrows lead on, Esc ends. F2 comes back.',
    later: 'It appears here once an analysis is done. You can start one now, and go on reading.',
    steps: {
      slide: {
        title: 'A slide to try',
        text: 'This is the demo slide, drawn by Ductal: no patient’s tissue. Drag it, and turn the wheel to zoom. Here you open your own.'
      },
      analyse: {
        title: 'Let a network look',
        text: 'One click starts the analysis. The heatmap fills in while it runs; you can look around, stop, and resume.'
      },
      threshold: {
        title: 'Where the line is drawn',
        text: 'From this probability on, a patch is marked. Move it: colours, counts and areas follow at once, and nothing is computed again.'
      },
      decide: {
        title: 'One key, one decision',
        text: 'The review brings one item after the other on screen. What the network said stays; your label stands beside it, and is saved at once.'
      },
      regions: {
        title: 'Draw regions',
        text: 'Choose a tool and draw on the slide, or turn marked patches into a region. Area, diameter and probabilities follow the hand.'
      },
      sign: {
        title: 'Sign',
        text: 'Your signature locks labels and regions. They can be opened again with a reason, and both stay on record.'
      },
      report: {
        title: 'Take it with you',
        text: 'The region report, as PDF, HTML or data. The guide (F1) has all of this, with pictures; the first look is in the menu.'
      }
    }
  }
}
